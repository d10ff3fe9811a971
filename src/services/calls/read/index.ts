/** Calls as tenants and administrators read them: lists, counts, one of them, and everything that happened to it. */
import type { CallExportQuery } from '../../../contract/call-export.ts';
import type { CallOrder, CallPage, CallQuery } from '../../../contract/call-queries.ts';
import type { CallStats, CallStatsQuery } from '../../../contract/call-statistics.ts';
import type {
  Call,
  CallEventPage,
  CallEventQuery,
  LiveCalls,
  Timeline,
  TimelineQuery,
  Transcript,
} from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { defined } from '../../../core/defined.ts';
import { sightOf } from '../../../core/masking.ts';
import { type TenantScope, tenantOf } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Events } from '../../../models/events.ts';
import type { Facts } from '../../../models/facts.ts';
import type { Receipts } from '../../../models/receipts.ts';
import type { Audit } from '../../audit/audit.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import type { Privacy } from '../apply/privacy.ts';
import { existingCall } from '../existing.ts';
import type { Places } from '../feed/places.ts';
import { createCallEvents } from './events.ts';
import { type ExportedCalls, exportOf } from './export.ts';
import { type Search, searchOf, startedPlaces } from './filter.ts';
import { createFindCalls, shownFields } from './find.ts';
import { refuseUnseen } from './may-ask.ts';
import { createCallStats } from './stats/index.ts';
import { createTimeline } from './timeline.ts';
import { transcriptOf } from './transcript.ts';
import type { CallView } from './view.ts';
import { createSearchedWords } from './words.ts';

export interface CallReading {
  list(caller: Caller, query: CallQuery): Promise<CallPage>;
  /** All of a list, however long. Whoever takes it with them is in the audit log. */
  export(caller: Caller, query: CallExportQuery): Promise<ExportedCalls>;
  stats(caller: Caller, query: CallStatsQuery): Promise<CallStats>;
  live(caller: Caller): Promise<LiveCalls>;
  get(caller: Caller, callId: string): Promise<Call>;
  transcript(caller: Caller, callId: string): Promise<Transcript>;
  events(caller: Caller, callId: string, query: CallEventQuery): Promise<CallEventPage>;
  /** Receipts, facts and events, in the order in which they came. */
  timeline(caller: Caller, callId: string, query: TimelineQuery): Promise<Timeline>;
}

interface Parts {
  readonly calls: Calls;
  readonly facts: Facts;
  readonly events: Events;
  readonly receipts: Pick<Receipts, 'ofCall'>;
  readonly places: Places;
  readonly privacy: Pick<Privacy, 'opened'>;
  readonly shown: CallView;
  readonly audit: Pick<Audit, 'append'>;
  readonly tenants: Pick<TenantFacts, 'timeZoneOf'>;
  readonly now: () => Date;
  /** Where lists may be read. */
  readonly listReads: 'primary' | 'secondaryPreferred';
}

/** More than that go on at once only with a limit that allows it; the first are shown. */
const mostLive = 1_000;
const mostLines = 5_000;
/** So many are read at once for a file. */
const chunk = 500;

export function createCallReading(parts: Parts): CallReading {
  const { calls, facts, places, shown, audit, tenants } = parts;
  const findCalls = createFindCalls(parts);
  const searchedWords = createSearchedWords(calls);
  const statsOf = createCallStats(parts);
  const eventsOf = createCallEvents(parts.events);
  const timelineOf = createTimeline(parts);

  const existing = (scope: TenantScope, callId: string) =>
    existingCall(calls, scope, callId, { select: shownFields });

  async function* walk(scope: TenantScope, search: Search, order: CallOrder): AsyncGenerator<StoredCall> {
    let last: StoredCall | undefined;
    do {
      const from = last === undefined ? undefined : startedPlaces.after(last, order);
      const found = await findCalls(scope, { search, order, after: from, limit: chunk });
      yield* found;
      last = found.length < chunk ? undefined : found.at(-1);
    } while (last !== undefined);
  }

  return {
    async list(caller, { limit, cursor, sort: order, q, ...asked }) {
      const { scope } = caller;
      refuseUnseen(caller, { ...asked, q });
      const search = searchOf(asked, await searchedWords(scope, q));
      const from = cursor === undefined ? undefined : startedPlaces.afterCursor(cursor, order);
      const found = await findCalls(scope, { search, order, after: from, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const sight = sightOf(caller);
      return {
        items: page.map((call) => shown(call, sight)),
        nextCursor: found.length > limit && last !== undefined ? startedPlaces.cursorAfter(last) : null,
      };
    },
    async export(caller, { format, sort: order, q, ...asked }) {
      const { scope } = caller;
      refuseUnseen(caller, { ...asked, q });
      const search = searchOf(asked, await searchedWords(scope, q));
      const { from, to, ...opaque } = asked;
      // Whom and what somebody searched for may be personal; that they did is enough.
      const searched = { from: from !== undefined, to: to !== undefined, q: q !== undefined };
      await audit.append(scope, caller, {
        action: 'call.export',
        resource: { type: 'tenant', id: tenantOf(scope) },
        after: { format, sort: order, ...defined(opaque), searched },
      });
      const sight = sightOf(caller);
      async function* views() {
        for await (const call of walk(scope, search, order)) yield shown(call, sight);
      }
      return exportOf(views(), format);
    },
    async stats(caller, query) {
      const { scope, tenantId } = caller;
      refuseUnseen(caller, query);
      const [words, timeZone = 'UTC'] = await Promise.all([
        searchedWords(scope, query.q),
        tenants.timeZoneOf(tenantId),
      ]);
      return statsOf(scope, { query, words, timeZone });
    },
    async live(caller) {
      // Its place before its state: what happens in between comes once more, and nothing is missed.
      const cursor = await places.newest(caller.scope);
      const found = await calls.find(
        caller.scope,
        { ended: false },
        { select: shownFields, sort: { lastAt: -1 }, limit: mostLive + 1 },
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
    async transcript(caller, callId) {
      const { scope } = caller;
      const { ended } = await existing(scope, callId);
      const found = await facts.find(
        scope,
        { callId, kind: 'line' },
        { sort: { orderedAt: 1, _id: 1 }, limit: mostLines + 1 },
      );
      const lines = transcriptOf(found.slice(0, mostLines), ended, sightOf(caller));
      return { lines, more: found.length > mostLines };
    },
    async events({ scope }, callId, query) {
      await existing(scope, callId);
      return eventsOf(scope, callId, query);
    },
    async timeline(caller, callId, query) {
      await existing(caller.scope, callId);
      return timelineOf(caller.scope, callId, query, sightOf(caller));
    },
  };
}
