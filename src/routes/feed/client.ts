/** One client of the live feed: what it hears, what it may ask, and when it is sent away. */
import type { Socket } from 'socket.io';
import type { z } from 'zod';
import {
  type Acknowledged,
  type FeedEvent,
  Renewal,
  SubscribeRequest,
  SyncRequest,
} from '../../contract/feed.ts';
import { platformTenantId } from '../../core/caller.ts';
import { NotFoundError, TrunklineError, ValidationError } from '../../core/errors.ts';
import { socketNameOf } from '../../core/events.ts';
import type { Logger } from '../../core/logger/index.ts';
import { sightOf } from '../../core/masking.ts';
import type { Feed, Listener } from '../../services/calls/feed/index.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import type { Credentials, Visitor } from './visitor.ts';

export interface Client {
  /** Whether whoever is there may still be there, and keeps up. */
  check(): void;
  /** How far each tenant's log has come, so that the loss of the last event is seen as well. */
  beat(): void;
  close(): void;
}

interface Parts {
  readonly feed: Feed;
  readonly doorkeeper: Doorkeeper;
  readonly log: Logger;
  readonly visitor: Visitor;
  readonly credentials: Credentials;
  readonly ip: string;
}

/** Whoever reads so much slower than it comes is cut off: it comes back and asks for what it has missed. */
const mostBehind = 2_000;
const mostBytesBehind = 16 * 1024 ** 2;
const mostTenants = 1_000;

export function createClient(socket: Socket, parts: Parts): Client {
  const { feed, doorkeeper, log, ip } = parts;
  let { visitor, credentials } = parts;
  let checking = false;
  /** Questions are answered in their order: the last of them is what holds. */
  let turn: Promise<unknown> = Promise.resolve();
  const tenants = new Map<string, Listener>();

  function listenerFor({ identity }: Visitor): Listener {
    const sight = sightOf(identity);
    return { sight, view: `${sight.full} ${sight.words}`, heard };
  }

  function heard(events: readonly FeedEvent[]): void {
    for (const event of events) socket.emit(socketNameOf(event.type), event);
  }

  async function subscribe(tenantId: string) {
    const scope = await visitor.scopeOf(tenantId);
    if (!tenants.has(tenantId) && tenants.size >= mostTenants) {
      throw new ValidationError(`One connection follows at most ${mostTenants} tenants.`, []);
    }
    const listener = tenants.get(tenantId) ?? listenerFor(visitor);
    tenants.set(tenantId, listener);
    const place = await feed.listen(scope, listener);
    if (!socket.connected) feed.leave(tenantId, listener);
    return place;
  }

  function unsubscribe(tenantId: string) {
    const listener = tenants.get(tenantId);
    if (listener === undefined) throw new NotFoundError('You do not follow this tenant.');
    tenants.delete(tenantId);
    feed.leave(tenantId, listener);
    return { tenantId };
  }

  function answer<S extends z.ZodType>(
    question: string,
    schema: S,
    work: (asked: z.infer<S>) => unknown,
  ): void {
    const failed = (error: unknown) => log.error({ error, question }, 'the feed failed');
    socket.on(question, (asked: unknown, acknowledge?: unknown) => {
      const reply = typeof acknowledge === 'function' ? acknowledge : () => undefined;
      turn = turn
        .then(async () => reply(await acknowledged(question, schema, asked, work, failed)))
        .catch((error: unknown) => {
          // What cannot be sent is the end of this connection, and of nothing else.
          failed(error);
          socket.disconnect(true);
        });
    });
  }

  answer('subscribe:tenant', SubscribeRequest, ({ tenantId }) => subscribe(tenantId));
  answer('unsubscribe:tenant', SubscribeRequest, ({ tenantId }) => unsubscribe(tenantId));
  answer('sync', SyncRequest, async (cursors) => {
    const { sight } = listenerFor(visitor);
    const scopes = await Promise.all(cursors.map(({ tenantId }) => visitor.scopeOf(tenantId)));
    return feed.missed(
      cursors.flatMap((since, index) => {
        const scope = scopes[index];
        return scope === undefined ? [] : [{ scope, since }];
      }),
      sight,
    );
  });
  // An access token is good for minutes: whoever stays longer shows the next one.
  answer('renew', Renewal, async ({ token }) => {
    const next = await doorkeeper.admit({ token }, ip);
    if (next.identity.id !== visitor.identity.id)
      throw new ValidationError("This token is somebody else's.", []);
    [visitor, credentials] = [next, { token }];
    return {};
  });
  const own = visitor.identity.tenantId;
  if (own !== platformTenantId) {
    subscribe(own).then(
      (place) => socket.emit('feed:joined', place),
      (error: unknown) => {
        log.warn({ error }, 'a client could not be let into its feed');
        socket.disconnect(true);
      },
    );
  }

  async function stillThere(): Promise<void> {
    const next = await doorkeeper.lookAgain(credentials, ip);
    // What may be seen is decided when a connection is made: another role makes another connection.
    if (listenerFor(next).view !== listenerFor(visitor).view) throw new NotFoundError('other eyes');
    for (const tenantId of tenants.keys()) await next.scopeOf(tenantId);
    visitor = next;
  }

  return {
    check() {
      if (isFarBehind(socket)) {
        socket.disconnect(true);
        return;
      }
      if (checking) return;
      checking = true;
      stillThere()
        .catch((error: unknown) => {
          // Nobody is sent away because the database is slow for a moment.
          if (error instanceof TrunklineError && error.retryable) return;
          socket.emit('feed:ended', {
            code: error instanceof TrunklineError ? error.code : 'INTERNAL_ERROR',
          });
          socket.disconnect(true);
        })
        .finally(() => {
          checking = false;
        });
    },
    beat() {
      const places = [...tenants.keys()].flatMap((tenantId) => feed.place(tenantId) ?? []);
      if (places.length > 0) socket.emit('feed:heartbeat', places);
    },
    close() {
      for (const [tenantId, listener] of tenants) feed.leave(tenantId, listener);
      tenants.clear();
    },
  };
}

function isFarBehind({ conn }: Socket): boolean {
  const { writeBuffer } = conn as unknown as { writeBuffer: readonly { data?: string | Uint8Array }[] };
  const bytes = writeBuffer.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);
  return writeBuffer.length > mostBehind || bytes > mostBytesBehind;
}

async function acknowledged<S extends z.ZodType>(
  question: string,
  schema: S,
  asked: unknown,
  work: (asked: z.infer<S>) => unknown,
  failed: (error: unknown) => void,
): Promise<Acknowledged<unknown>> {
  try {
    const parsed = schema.safeParse(asked);
    if (!parsed.success) {
      const where = parsed.error.issues
        .map(({ path, message }) => `${[question, ...path].join('.')}: ${message}`)
        .join('; ');
      return { ok: false, code: 'VALIDATION_FAILED', error: where };
    }
    return { ok: true, value: await work(parsed.data) };
  } catch (error) {
    if (error instanceof TrunklineError) return { ok: false, code: error.code, error: error.message };
    failed(error);
    return { ok: false, code: 'INTERNAL_ERROR', error: 'Something went wrong on our side.' };
  }
}
