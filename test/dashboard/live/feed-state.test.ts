/** The live page's state: whatever order, loss and repetition events come in, after a sync it is what the server has. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  type FeedState,
  isBehind,
  missing,
  nothing,
  withEvents,
  withMissed,
  withoutGone,
  withSnapshot,
} from '../../../dashboard/src/live/feed-state.ts';
import { Call } from '../../../src/contract/calls.ts';
import type { FeedEvent } from '../../../src/contract/feed.ts';
import { often } from '../../helpers/often.ts';

const tenantId = 'ten_1';
const epoch = 'one';
const [example] = z.array(Call).parse(Call.meta()?.examples);
if (example === undefined) throw new Error('the contract has no example of a call');

const callAt = (id: string, rev: number, ended: boolean): Call => ({
  ...example,
  id,
  rev,
  ended,
  status: ended ? 'completed' : 'in-progress',
});

const eventOf = (seq: number, call: Call, more: Partial<FeedEvent> = {}): FeedEvent => ({
  id: `evt_${seq}`,
  tenantId,
  epoch,
  seq,
  type: 'call.updated',
  at: '2026-03-01T12:00:00.000Z',
  callId: call.id,
  call,
  fact: null,
  ...more,
});

const live = (seq: number, items: readonly Call[]) => ({
  cursor: { tenantId, epoch, seq },
  items: [...items],
  more: false,
});

const goingOn = ({ rows }: FeedState) =>
  [...rows.values()]
    .filter(({ call }) => !call.ended)
    .map(({ call: { id, rev } }) => `${id} ${rev}`)
    .sort();

/** What happens at a server: each change is one event, and each event shows its call as it is when it is sent. */
function serverOf(changes: readonly { call: number; ends: boolean }[]) {
  const states: Map<string, Call>[] = [new Map()];
  const about: string[] = [];
  for (const { call, ends } of changes) {
    const before = states.at(-1) ?? new Map<string, Call>();
    // A call that has ended goes on changing: its record comes, its recording.
    const id = `call_${call}`;
    const known = before.get(id);
    const next = callAt(id, (known?.rev ?? 0) + 1, ends || known?.ended === true);
    states.push(new Map(before).set(id, next));
    about.push(id);
  }
  const last = states.length - 1;
  const stateAt = (at: number) => states[Math.min(at, last)] ?? new Map<string, Call>();
  return {
    last,
    /** Sent when `at` events had happened, or right after its own. */
    event(seq: number, at: number): FeedEvent {
      const id = about[seq - 1] ?? '';
      const call = stateAt(Math.max(seq, at)).get(id);
      if (call === undefined) throw new Error(`nothing is known of ${id}`);
      return eventOf(seq, call);
    },
    /** Its place is read before its state, which may be newer. */
    snapshot: (place: number, at: number) =>
      live(
        Math.min(place, last),
        [...stateAt(Math.max(place, at)).values()].filter(({ ended }) => !ended),
      ),
  };
}

const changes = fc.array(fc.record({ call: fc.integer({ min: 0, max: 4 }), ends: fc.boolean() }), {
  minLength: 1,
  maxLength: 30,
});
const nats = fc.nat({ max: 40 });
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ what: fc.constant('event' as const), seq: nats, at: nats }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constant('snapshot' as const), seq: nats, at: nats }) },
  ),
  { maxLength: 60 },
);

test('any order, loss and repetition, followed by a sync, ends in what the server has', () => {
  fc.assert(
    fc.property(changes, nats, steps, (happened, first, order) => {
      const server = serverOf(happened);
      let state = withSnapshot(nothing, server.snapshot(first, first), 0);
      for (const { what, seq, at } of order) {
        const place = 1 + (seq % server.last);
        state =
          what === 'event'
            ? withEvents(state, [server.event(place, at)], 0)
            : withSnapshot(state, server.snapshot(place, at), 0);
      }
      const known = state.places.get(tenantId)?.seq ?? 0;
      const rest = Array.from({ length: server.last - known }, (_, index) =>
        server.event(known + 1 + index, server.last),
      );
      const cursor = { tenantId, epoch, seq: server.last };
      const synced = withMissed(state, { tenantId, events: rest, cursor }, 0) ?? nothing;
      expect(goingOn(synced)).toEqual(
        goingOn(withSnapshot(nothing, server.snapshot(server.last, server.last), 0)),
      );
      expect(missing(synced)).toEqual([]);
      expect(isBehind(synced, cursor)).toBe(false);
    }),
    { numRuns: often(2_000) },
  );
});

test('what comes before the snapshot waits for it', () => {
  const early = withEvents(nothing, [eventOf(3, callAt('call_1', 2, false))], 0);
  expect(goingOn(early)).toEqual([]);
  expect(goingOn(withSnapshot(early, live(2, []), 0))).toEqual(['call_1 2']);
});

test('a gap is seen, and says from where on something is missing', () => {
  const state = withSnapshot(nothing, live(4, []), 0);
  const gapped = withEvents(state, [eventOf(7, callAt('call_1', 1, false))], 0);
  expect(missing(gapped)).toEqual([{ tenantId, epoch, seq: 4 }]);
  expect(isBehind(gapped, { tenantId, epoch, seq: 7 })).toBe(true);
});

test('of another epoch nothing is believed but a snapshot', () => {
  const state = withSnapshot(nothing, live(4, [callAt('call_1', 9, false)]), 0);
  const other = withEvents(state, [eventOf(5, callAt('call_2', 1, false), { epoch: 'two' })], 0);
  expect(goingOn(other)).toEqual(['call_1 9']);
  expect(missing(other)).toHaveLength(1);
  const anew = withSnapshot(other, { cursor: { tenantId, epoch: 'two', seq: 4 }, items: [], more: false }, 0);
  expect(goingOn(anew)).toEqual(['call_2 1']);
  expect(missing(anew)).toEqual([]);
});

test('a call that was erased is gone at once, and one that ended lingers a while', () => {
  const both = [callAt('call_1', 1, false), callAt('call_2', 1, false)];
  const state = withSnapshot(nothing, live(0, both), 0);
  const erased = eventOf(1, callAt('call_1', 1, false), { call: null });
  const after = withEvents(state, [erased, eventOf(2, callAt('call_2', 2, true))], 1_000);
  expect([...after.rows.keys()]).toEqual(['call_2']);
  expect([...withoutGone(after, 20_000).rows.keys()]).toEqual(['call_2']);
  expect([...withoutGone(after, 60_000).rows.keys()]).toEqual([]);
});

test('a state that is older than the one shown changes nothing, though its event comes later', () => {
  const state = withSnapshot(nothing, live(1, [callAt('call_1', 5, false)]), 0);
  expect(goingOn(withEvents(state, [eventOf(2, callAt('call_1', 3, true))], 0))).toEqual(['call_1 5']);
});
