/** Receipts, facts and events of a call in one list, in the order in which they came, page by page. */
import type { Happening, Timeline, TimelineQuery } from '../../../contract/calls.ts';
import { cursorOf, placeOf } from '../../../core/cursor.ts';
import { isId } from '../../../core/ids.ts';
import type { Sight } from '../../../core/masking.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { Events, StoredEvent } from '../../../models/events.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import type { Receipts, StoredReceipt } from '../../../models/receipts.ts';
import type { Privacy } from '../apply/privacy.ts';
import { shownFact } from './fact-view.ts';

interface Parts {
  readonly facts: Pick<Facts, 'find'>;
  readonly events: Pick<Events, 'find'>;
  readonly receipts: Pick<Receipts, 'ofCall'>;
  readonly privacy: Pick<Privacy, 'opened'>;
}

/** Of what came at the same moment: first what arrived, then what it told, then who heard of it. */
const turns = ['receipt', 'fact', 'event'] as const;
type What = Happening['what'];

/** Where a page ended. `key`: an event's number, or an id. */
interface Place {
  readonly at: Date;
  readonly what: What;
  readonly key: string;
}

export function createTimeline({ facts, events, receipts, privacy }: Parts) {
  return async (
    scope: TenantScope,
    callId: string,
    { limit, cursor }: TimelineQuery,
    sight: Sight,
  ): Promise<Timeline> => {
    const place = cursor === undefined ? undefined : placeIn(cursor);
    const most = limit + 1;
    const [came, told, log] = await Promise.all([
      receipts.ofCall(scope, callId, {
        after: place && behind('receivedAt', '_id', 'receipt', place),
        limit: most,
      }),
      facts.find(
        scope,
        { callId, ...(place && behind('heardAt', '_id', 'fact', place)) },
        { sort: { heardAt: 1, _id: 1 }, limit: most },
      ),
      events.find(
        scope,
        { callId, ...(place && behind('writtenAt', 'seq', 'event', place)) },
        { sort: { writtenAt: 1, seq: 1 }, limit: most },
      ),
    ]);
    const all = [
      ...came.map(receiptOf),
      ...told.map((stored) => factOf(stored, shownFact(privacy.opened(stored), sight))),
      ...log.map(eventOf),
    ].sort(inTurn);
    const items = all.slice(0, limit);
    const last = items.at(-1);
    const isMore = all.length > limit && last !== undefined;
    return { items, nextCursor: isMore ? cursorOf(`${last.at} ${last.what} ${keyOf(last)}`) : null };
  };
}

const keyOf = (item: Happening) => (item.what === 'event' ? String(item.seq) : item.id);

/** Of one source they come in their order, which stays: nothing but time and turn is compared. */
function inTurn(one: Happening, other: Happening): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  return turns.indexOf(one.what) - turns.indexOf(other.what);
}

/** What of a source comes after a place: of the same moment all, none, or what follows. */
function behind(time: string, key: '_id' | 'seq', what: What, { at, what: last, key: value }: Place) {
  const turn = turns.indexOf(what) - turns.indexOf(last);
  if (turn > 0) return { [time]: { $gte: at } };
  const later = { [time]: { $gt: at } };
  if (turn < 0) return later;
  return { $or: [later, { [time]: at, [key]: { $gt: key === 'seq' ? Number(value) : value } }] };
}

function placeIn(cursor: string): Place {
  const [at = '', what, key = ''] = placeOf(cursor, isPlace).split(' ');
  return { at: new Date(at), what: what as What, key };
}

const isPlace = (place: string) => {
  const [at = '', what, key = '', ...more] = place.split(' ');
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) && !Number.isNaN(Date.parse(at));
  const isKey =
    what === 'event' ? /^[1-9]\d{0,14}$/.test(key) : isId(what === 'receipt' ? 'rcpt' : 'fact', key);
  return isTime && turns.some((turn) => turn === what) && isKey && more.length === 0;
};

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
  return { what: 'fact', at: heardAt.toISOString(), id: _id, kind, source, receiptId, content };
}

function eventOf({ _id, writtenAt, seq, type }: StoredEvent): Happening {
  return { what: 'event', at: writtenAt.toISOString(), id: _id, seq, type };
}
