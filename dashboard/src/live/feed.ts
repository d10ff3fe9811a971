/** The live feed as a page uses it: joins, takes a snapshot, follows, and asks for whatever was missed. */
import { io, type Socket } from 'socket.io-client';
import type { FeedCursor, LiveCalls } from '../../../src/contract/calls.ts';
import type { Acknowledged, FeedEvent, Missed } from '../../../src/contract/feed.ts';
import { type EventType, eventTypes, socketNameOf } from '../../../src/core/events.ts';
import { ask } from '../session/ask.ts';
import { accessToken, onPass } from '../session/session.ts';
import type { Connection } from '../ui/light.tsx';
import {
  type FeedState,
  isBehind,
  missing,
  nothing,
  withEvents,
  withMissed,
  withoutGone,
  withSnapshot,
} from './feed-state.ts';
import { watchLine } from './watch-line.ts';

export interface LiveView {
  readonly feed: FeedState;
  readonly connection: Connection;
  /** When something was last heard, by this machine's clock. */
  readonly heardAt: number | undefined;
  /** Why there is nothing to see. */
  readonly problem: Error | undefined;
  /** More calls go on than a snapshot shows. */
  readonly more: boolean;
}

export interface LiveFeed {
  view(): LiveView;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** What is out of order for a moment comes by itself. */
const patienceMs = 400;
const mostCursors = 100;

interface Options {
  readonly tenantIds: readonly string[];
  /** Of the platform: it says whose events it wants, everybody else hears their own. */
  readonly isPlatform: boolean;
  /** What has happened, for what is shown beside the calls. */
  onEvents(events: readonly FeedEvent[]): void;
}

export function openFeed({ tenantIds, isPlatform, onEvents }: Options): LiveFeed {
  let view: LiveView = {
    feed: nothing,
    connection: 'connecting',
    heardAt: undefined,
    problem: undefined,
    more: false,
  };
  let queue: FeedEvent[] = [];
  let flushing = false;
  let closed = false;
  let catchingUp: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();

  function show(change: Partial<LiveView>): void {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  }

  const socket: Socket = io({
    transports: ['websocket'],
    auth: (give) =>
      void accessToken().then(
        (token) => give({ token }),
        () => give({}),
      ),
    reconnectionDelayMax: 5_000,
  });

  const put = <T>(question: string, about: unknown) =>
    socket.timeout(10_000).emitWithAck(question, about) as Promise<Acknowledged<T>>;

  /** Everything that came within a frame is one change of the page; a page in the background has no frames. */
  function flush(): void {
    if (flushing) return;
    flushing = true;
    const work = () => {
      flushing = false;
      if (closed) return;
      const events = queue;
      queue = [];
      show({ feed: withEvents(view.feed, events, Date.now()), heardAt: Date.now() });
      onEvents(events);
      if (missing(view.feed).length > 0) catchUpSoon();
    };
    if (document.hidden) setTimeout(work, 100);
    else requestAnimationFrame(work);
  }

  function catchUpSoon(): void {
    catchingUp ??= setTimeout(() => {
      catchingUp = undefined;
      catchUp().catch(failed);
    }, patienceMs);
  }

  /** By number where a place is known, by a snapshot where none is. */
  async function catchUp(): Promise<void> {
    const known = [...view.feed.places].map(([tenantId, place]) => ({ tenantId, ...place }));
    const fresh = tenantIds.filter((id) => !view.feed.places.has(id));
    if (fresh.length === 0) show({ connection: 'behind' });
    const stale: string[] = [];
    for (let from = 0; from < known.length; from += mostCursors) {
      const answer = await put<Missed[]>('sync', known.slice(from, from + mostCursors));
      if (!answer.ok) throw new Error(answer.error);
      for (const missed of answer.value) {
        const next = withMissed(view.feed, missed, Date.now());
        if (next === undefined) stale.push(missed.tenantId);
        else show({ feed: next });
        if ('events' in missed) onEvents(missed.events);
      }
    }
    await Promise.all([...fresh, ...stale].map(snapshot));
    if (closed || !socket.connected) return;
    show({ connection: 'current', heardAt: Date.now(), problem: undefined });
  }

  async function snapshot(tenantId: string): Promise<void> {
    const taken = await ask<LiveCalls>('/v1/calls/live', isPlatform ? tenantId : undefined);
    if (!closed) show({ feed: withSnapshot(view.feed, taken, Date.now()), more: view.more || taken.more });
  }

  function failed(error: unknown): void {
    if (closed) return;
    show({ problem: error instanceof Error ? error : new Error(String(error)) });
    // Whoever is not connected begins anew with the next connection.
    if (socket.connected) setTimeout(() => !closed && socket.connected && catchUpSoon(), 2_000);
  }

  async function join(): Promise<void> {
    for (const tenantId of tenantIds) {
      const answer = await put<FeedCursor>('subscribe:tenant', { tenantId });
      if (!answer.ok) throw new Error(answer.error);
    }
    await catchUp();
  }

  if (isPlatform) socket.on('connect', () => join().catch(failed));
  else socket.on('feed:joined', () => catchUp().catch(failed));
  for (const type of Object.keys(eventTypes) as EventType[]) {
    socket.on(socketNameOf(type), (event: FeedEvent) => {
      queue.push(event);
      flush();
    });
  }
  socket.on('feed:heartbeat', (places: FeedCursor[]) => {
    flush();
    if (places.some((place) => isBehind(view.feed, place))) catchUpSoon();
  });
  socket.on('disconnect', (reason) => {
    show({ connection: 'offline' });
    // The server sends away whose access has changed; whoever still has one comes back with the next token.
    if (reason === 'io server disconnect') setTimeout(() => !closed && socket.connect(), 1_000);
  });
  socket.on('connect_error', () => {
    show({ connection: view.heardAt === undefined ? 'connecting' : 'offline' });
    // A refusal, and no lost connection: Socket.IO would leave it at that.
    if (!socket.active) setTimeout(() => !closed && socket.connect(), 2_000);
  });
  const forget = onPass((pass) => {
    if (pass !== null && socket.connected) put('renew', { token: pass.accessToken }).catch(failed);
  });
  const sweeping = setInterval(() => {
    const feed = withoutGone(view.feed, Date.now());
    if (feed !== view.feed) show({ feed });
  }, 2_000);
  const unwatch = watchLine(socket, {
    heardAt: () => view.heardAt,
    isListening: tenantIds.length > 0,
    onLost: () => show({ connection: 'offline' }),
    onBack: catchUpSoon,
  });

  return {
    view: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearInterval(sweeping);
      clearTimeout(catchingUp);
      unwatch();
      forget();
      socket.close();
    },
  };
}
