/**
 * The live feed of this instance: reads tenants' logs where somebody listens, and hands on what is new, in order and
 * without a gap. Hints make it quick; without them it looks every second.
 */
import type { FeedCursor } from '../../../contract/calls.ts';
import type { FeedEvent, Missed } from '../../../contract/feed.ts';
import type { Hints } from '../../../core/hints.ts';
import type { Logger } from '../../../core/logger/index.ts';
import type { Sight } from '../../../core/masking.ts';
import { createOutage } from '../../../core/outage.ts';
import { type TenantScope, tenantOf } from '../../../core/tenancy.ts';
import type { Events, StoredEvent } from '../../../models/events.ts';
import type { Consumer } from '../events/relay.ts';
import type { Places } from './places.ts';
import type { createRender } from './render.ts';

export interface Listener {
  readonly sight: Sight;
  /** Which of the kinds of viewers this is: those of one kind see the same. */
  readonly view: string;
  heard(events: readonly FeedEvent[]): void;
}

/** How far somebody has come in a tenant's log. */
export interface Since {
  readonly scope: TenantScope;
  readonly since: FeedCursor;
}

export interface Feed {
  /** From now on; resolves with the place after which that is. */
  listen(scope: TenantScope, listener: Listener): Promise<FeedCursor>;
  leave(tenantId: string, listener: Listener): void;
  /** In the order of the cursors. */
  missed(asked: readonly Since[], sight: Sight): Promise<Missed[]>;
  /** How far what was handed on has come, of a tenant to whom somebody listens. */
  place(tenantId: string): FeedCursor | undefined;
  /** Gives the hint that there is something new. */
  readonly consumer: Consumer;
  close(): Promise<void>;
}

interface Parts {
  readonly events: Pick<Events, 'find'>;
  readonly places: Places;
  readonly render: ReturnType<typeof createRender>;
  readonly hints: Hints;
  readonly log: Logger;
  readonly everyMs?: number;
}

interface Room {
  readonly scope: TenantScope;
  readonly epoch: string;
  readonly listeners: Set<Listener>;
  seq: number;
  reading: Promise<void> | undefined;
  /** Something may have come since the reading began. */
  again: boolean;
}

const topic = 'events';
const pageSize = 200;
/** Whoever has missed more is quicker with a snapshot. */
const mostMissed = 1_000;
/** Of one answer: it is put into one message, while nobody else is served. */
const mostMissedBytes = 4 * 1024 ** 2;

export function openFeed(parts: Parts): Feed {
  const { events, places, render, hints, log, everyMs = 1_000 } = parts;
  const rooms = new Map<string, Promise<Room>>();
  const open = new Map<string, Room>();
  const outage = createOutage(log, {
    begins: 'the log of events cannot be read; the live feed waits',
    ends: 'the live feed goes on',
  });

  const after = (scope: TenantScope, seq: number, limit: number): Promise<StoredEvent[]> =>
    events.find(scope, { seq: { $gt: seq } }, { sort: { seq: 1 }, limit });

  async function read(room: Room): Promise<void> {
    do {
      room.again = false;
      const found = await after(room.scope, room.seq, pageSize);
      if (found.length === pageSize) room.again = true;
      if (found.length === 0) continue;
      const rendering = await render(room.scope, room.epoch, found);
      room.seq = found.at(-1)?.seq ?? room.seq;
      const byView = Map.groupBy(room.listeners, ({ view }) => view);
      for (const alike of byView.values()) {
        const [first] = alike;
        if (first === undefined) continue;
        const shown = rendering(first.sight);
        for (const listener of alike) listener.heard(shown);
      }
    } while (room.again);
  }

  function look(room: Room): void {
    room.again = true;
    room.reading ??= read(room)
      .then(outage.over, outage.failed)
      .finally(() => {
        room.reading = undefined;
      });
  }

  async function opened(scope: TenantScope): Promise<Room> {
    const { epoch, seq } = await places.newest(scope);
    const room: Room = { scope, epoch, seq, listeners: new Set(), reading: undefined, again: false };
    open.set(tenantOf(scope), room);
    return room;
  }

  function roomOf(scope: TenantScope): Promise<Room> {
    const tenantId = tenantOf(scope);
    let opening = rooms.get(tenantId);
    if (opening === undefined) {
      opening = opened(scope);
      rooms.set(tenantId, opening);
      opening.catch(() => rooms.delete(tenantId));
    }
    return opening;
  }

  async function missedBy({ scope, since }: Since, sight: Sight): Promise<Missed> {
    const { tenantId } = since;
    const newest = await places.newest(scope);
    const isKnown = since.epoch === newest.epoch && since.seq <= newest.seq;
    if (!isKnown || newest.seq - since.seq > mostMissed) return { tenantId, snapshot: true, cursor: newest };
    const found = await after(scope, since.seq, mostMissed + pageSize);
    // Retention has taken the oldest of them.
    if ((found[0]?.seq ?? since.seq + 1) !== since.seq + 1)
      return { tenantId, snapshot: true, cursor: newest };
    const events = (await render(scope, newest.epoch, found))(sight);
    return { tenantId, events, cursor: { ...newest, seq: found.at(-1)?.seq ?? since.seq } };
  }

  const heard = (about: string) => {
    const room = open.get(about);
    if (room !== undefined) look(room);
  };
  hints.listen(topic, heard);
  const timer = setInterval(() => {
    for (const room of open.values()) look(room);
  }, everyMs);

  return {
    async listen(scope, listener) {
      const tenantId = tenantOf(scope);
      let room = await roomOf(scope);
      // The last one before may have closed it meanwhile.
      while (open.get(tenantId) !== room) room = await roomOf(scope);
      room.listeners.add(listener);
      return { tenantId, epoch: room.epoch, seq: room.seq };
    },
    leave(tenantId, listener) {
      const room = open.get(tenantId);
      room?.listeners.delete(listener);
      if (room === undefined || room.listeners.size > 0) return;
      open.delete(tenantId);
      rooms.delete(tenantId);
    },
    async missed(asked, sight) {
      const answers: Missed[] = [];
      let room = mostMissedBytes;
      // One after the other: what the first ones take is missing for the others.
      for (const one of asked) {
        const answer = await missedBy(one, sight);
        room -= 'events' in answer ? sizeOf(answer.events) : 0;
        const { tenantId, cursor } = answer;
        answers.push(room < 0 ? { tenantId, snapshot: true, cursor } : answer);
      }
      return answers;
    },
    place(tenantId) {
      const room = open.get(tenantId);
      return room === undefined ? undefined : { tenantId, epoch: room.epoch, seq: room.seq };
    },
    consumer: {
      async take(scope, told) {
        if (told.length > 0) hints.give(topic, tenantOf(scope));
      },
    },
    async close() {
      clearInterval(timer);
      await Promise.all([...open.values()].map(({ reading }) => reading));
    },
  };
}

/** In characters, as they are sent. Events of one call hold the same one, which is measured once. */
function sizeOf(events: readonly FeedEvent[]): number {
  const ofCalls = new Map<unknown, number>();
  return events.reduce((sum, { call, fact, ...rest }) => {
    const ofCall = ofCalls.get(call) ?? JSON.stringify(call).length;
    ofCalls.set(call, ofCall);
    return sum + ofCall + JSON.stringify([fact, rest]).length;
  }, 0);
}
