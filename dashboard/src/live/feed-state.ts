/**
 * What a viewer knows of the calls that go on: a pure function of the snapshots and events that came. The events of a
 * tenant are applied in the order of their numbers, each once; what comes too early waits, what comes again is
 * nothing. Of two states of a call the higher revision counts. A gap shows in `missing`, and `sync` fills it.
 */
import type { Call, FeedCursor, LiveCalls } from '../../../src/contract/calls.ts';
import type { FeedEvent, Missed } from '../../../src/contract/feed.ts';

export interface Row {
  readonly call: Call;
  readonly tenantId: string;
  /** When it showed up here, by this machine's clock; undefined where it was there from the beginning. */
  readonly cameAt?: number;
  /** When it ended here: it lingers a while. */
  readonly endedAt?: number;
}

interface Place {
  readonly epoch: string;
  /** Everything up to here is applied. */
  readonly seq: number;
}

export interface FeedState {
  readonly rows: ReadonlyMap<string, Row>;
  /** Undefined until there is a snapshot. */
  readonly places: ReadonlyMap<string, Place>;
  /** What came before its turn, by tenant. */
  readonly early: ReadonlyMap<string, readonly FeedEvent[]>;
}

export const nothing: FeedState = { rows: new Map(), places: new Map(), early: new Map() };

const lingersMs = 30_000;

export function withSnapshot(state: FeedState, { cursor, items }: LiveCalls, now: number): FeedState {
  const { tenantId, epoch, seq } = cursor;
  const known = state.places.get(tenantId);
  // It was asked for before what is known by now.
  if (known !== undefined && known.epoch === epoch && known.seq > seq) return state;
  const there = new Set(items.map(({ id }) => id));
  const rows = new Map(
    [...state.rows].filter(([id, row]) => row.tenantId !== tenantId || there.has(id) || row.call.ended),
  );
  for (const call of items) put(rows, tenantId, call, known === undefined ? undefined : now, now);
  const places = new Map(state.places).set(tenantId, { epoch, seq });
  return applied({ ...state, rows, places }, [], now);
}

export function withEvents(state: FeedState, events: readonly FeedEvent[], now: number): FeedState {
  return events.length === 0 ? state : applied(state, events, now);
}

/** Undefined: it is too much or gone, and a snapshot is needed. */
export function withMissed(state: FeedState, missed: Missed, now: number): FeedState | undefined {
  return 'events' in missed ? withEvents(state, missed.events, now) : undefined;
}

/** The tenants of which something came that does not follow on what is known, and from where on it is missing. */
export function missing({ places, early }: FeedState): FeedCursor[] {
  return [...places].flatMap(([tenantId, place]) =>
    (early.get(tenantId) ?? []).length > 0 ? [{ tenantId, ...place }] : [],
  );
}

/** Whether the server is further than what is known here. */
export function isBehind({ places }: FeedState, { tenantId, epoch, seq }: FeedCursor): boolean {
  const place = places.get(tenantId);
  return place !== undefined && (place.epoch !== epoch || place.seq < seq);
}

/** Without those that have ended long enough ago. */
export function withoutGone(state: FeedState, now: number): FeedState {
  const stays = ({ endedAt }: Row) => endedAt === undefined || now - endedAt < lingersMs;
  if ([...state.rows.values()].every(stays)) return state;
  return { ...state, rows: new Map([...state.rows].filter(([, row]) => stays(row))) };
}

function applied(state: FeedState, events: readonly FeedEvent[], now: number): FeedState {
  const rows = new Map(state.rows);
  const places = new Map(state.places);
  const early = new Map(state.early);
  const touched = new Set([...early.keys(), ...events.map(({ tenantId }) => tenantId)]);
  for (const tenantId of touched) {
    const arrived = events.filter((event) => event.tenantId === tenantId);
    const waiting = [...(early.get(tenantId) ?? []), ...arrived].sort((a, b) => a.seq - b.seq);
    const place = places.get(tenantId);
    const rest = place === undefined ? waiting : inTurn(rows, places, place, tenantId, waiting, now);
    if (rest.length === 0) early.delete(tenantId);
    else early.set(tenantId, rest);
  }
  return { rows, places, early };
}

function inTurn(
  rows: Map<string, Row>,
  places: Map<string, Place>,
  { epoch, seq: from }: Place,
  tenantId: string,
  waiting: readonly FeedEvent[],
  now: number,
): FeedEvent[] {
  let seq = from;
  const rest: FeedEvent[] = [];
  for (const event of waiting) {
    // Of another log: nothing here follows on it, and the snapshot that is due holds it.
    if (event.epoch !== epoch) rest.push(event);
    else if (event.seq > seq + 1) rest.push(event);
    else if (event.seq === seq + 1) {
      seq = event.seq;
      if (event.call === null) rows.delete(event.callId);
      else put(rows, tenantId, event.call, now, now);
    }
  }
  places.set(tenantId, { epoch, seq });
  return rest;
}

function put(
  rows: Map<string, Row>,
  tenantId: string,
  call: Call,
  cameAt: number | undefined,
  now: number,
): void {
  const known = rows.get(call.id);
  if (known === undefined) {
    // News of a call that ended long ago is nothing for a page about calls that go on.
    if (call.ended) return;
    rows.set(call.id, { call, tenantId, ...(cameAt !== undefined && { cameAt }) });
  } else if (call.rev >= known.call.rev) {
    const { endedAt: _, ...rest } = known;
    rows.set(call.id, { ...rest, call, ...(call.ended && { endedAt: known.endedAt ?? now }) });
  }
}
