/** Calls as tenants and administrators read them: lists, one of them, and everything that happened to it. */
import type {
  Call,
  CallPage,
  CallQuery,
  Happening,
  LiveCalls,
  Timeline,
  Transcript,
} from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { sightOf } from '../../../core/masking.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Events, StoredEvent } from '../../../models/events.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import type { Receipts, StoredReceipt } from '../../../models/receipts.ts';
import type { Privacy } from '../apply/privacy.ts';
import type { Places } from '../feed/places.ts';
import { shownFact } from './fact-view.ts';
import { after, conditionsOf, placeAfter } from './filter.ts';
import { transcriptOf } from './transcript.ts';
import type { CallView } from './view.ts';

export interface CallReading {
  list(caller: Caller, query: CallQuery): Promise<CallPage>;
  live(caller: Caller): Promise<LiveCalls>;
  get(caller: Caller, callId: string): Promise<Call>;
  transcript(caller: Caller, callId: string): Promise<Transcript>;
  /** Receipts, facts and events, in the order in which they came. */
  timeline(caller: Caller, callId: string): Promise<Timeline>;
}

interface Parts {
  readonly calls: Calls;
  readonly facts: Facts;
  readonly events: Events;
  readonly receipts: Pick<Receipts, 'ofCall'>;
  readonly places: Places;
  readonly privacy: Pick<Privacy, 'opened'>;
  readonly shown: CallView;
  /** Where lists may be read. */
  readonly listReads: 'primary' | 'secondaryPreferred';
}

/** More than that go on at once only with a limit that allows it; the first are shown. */
const mostLive = 1_000;
const mostLines = 5_000;
const mostHappenings = 5_000;

export function createCallReading(parts: Parts): CallReading {
  const { calls, facts, events, receipts, places, privacy, shown, listReads } = parts;

  async function existing(scope: TenantScope, callId: string): Promise<StoredCall> {
    const call = await calls.findById(scope, callId);
    if (call === null) throw new NotFoundError('There is no call with this id.', { code: 'CALL_NOT_FOUND' });
    return call;
  }

  return {
    async list(caller, { limit, cursor, ...asked }) {
      const found = await calls.find(
        caller.scope,
        { $and: [conditionsOf(asked), ...(cursor === undefined ? [] : [after(cursor)])] },
        { sort: { startedAt: -1, _id: -1 }, limit: limit + 1, readPreference: listReads },
      );
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const sight = sightOf(caller);
      return {
        items: page.map((call) => shown(call, sight)),
        nextCursor: found.length > limit && last !== undefined ? placeAfter(last) : null,
      };
    },
    async live(caller) {
      // Its place before its state: what happens in between comes once more, and nothing is missed.
      const cursor = await places.newest(caller.scope);
      const found = await calls.find(
        caller.scope,
        { ended: false },
        { sort: { lastAt: -1 }, limit: mostLive + 1 },
      );
      const sight = sightOf(caller);
      return {
        cursor,
        items: found.slice(0, mostLive).map((call) => shown(call, sight)),
        more: found.length > mostLive,
      };
    },
    async get(caller, callId) {
      return shown(await existing(caller.scope, callId), sightOf(caller));
    },
    async transcript({ scope }, callId) {
      const { ended } = await existing(scope, callId);
      const found = await facts.find(
        scope,
        { callId, kind: 'line' },
        { sort: { orderedAt: 1, _id: 1 }, limit: mostLines + 1 },
      );
      return { lines: transcriptOf(found.slice(0, mostLines), ended), more: found.length > mostLines };
    },
    async timeline(caller, callId) {
      const { scope } = caller;
      await existing(scope, callId);
      const options = { limit: mostHappenings + 1 } as const;
      const [came, told, log] = await Promise.all([
        receipts.ofCall(scope, callId),
        facts.find(scope, { callId }, { ...options, sort: { heardAt: 1, _id: 1 } }),
        events.find(scope, { callId }, { ...options, sort: { seq: 1 } }),
      ]);
      const sight = sightOf(caller);
      const items = [
        ...came.map(receiptOf),
        ...told.map((stored) => factOf(stored, shownFact(privacy.opened(stored), sight))),
        ...log.map(eventOf),
      ].sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
      return { items: items.slice(0, mostHappenings), more: items.length > mostHappenings };
    },
  };
}

function receiptOf({ _id, receivedAt, route, state, problem, facts }: StoredReceipt): Happening {
  return {
    what: 'receipt',
    at: receivedAt.toISOString(),
    id: _id,
    route,
    state,
    problem: problem ?? null,
    facts: facts ?? null,
  };
}

function factOf(
  { _id, heardAt, kind, source, receiptId }: StoredFact,
  content: Record<string, unknown> | null,
): Happening {
  return {
    what: 'fact',
    at: heardAt.toISOString(),
    id: _id,
    kind,
    source,
    receiptId,
    content,
  };
}

function eventOf({ _id, writtenAt, seq, type }: StoredEvent): Happening {
  return { what: 'event', at: writtenAt.toISOString(), id: _id, seq, type };
}
