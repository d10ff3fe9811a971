/** Receipts in pages. However few of them match, no page takes longer than it takes to look through so many. */
import type { ReceiptPage, ReceiptQuery, ListedReceipt as Shown } from '../../../contract/receipts.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import { timedPlaces } from '../../../core/timed-places.ts';
import type { ListedReceipt, Receipts } from '../../../models/receipts.ts';

/** What an index finds; the others are looked for among these. */
const found: readonly ReceiptQuery['state'][] = ['parked', 'quarantined'];
const mostLookedAt = 2_000;

const receivedPlaces = timedPlaces('receivedAt', 'rcpt');

export function createReceiptList(receipts: Pick<Receipts, 'listed'>) {
  return async (scope: TenantScope, query: ReceiptQuery): Promise<ReceiptPage> => {
    const { state, connectionId, route, since, until, limit, cursor } = query;
    const isSearched = route !== undefined || (state !== undefined && !found.includes(state));
    const most = isSearched ? mostLookedAt : limit + 1;
    const conditions = [
      ...(connectionId === undefined ? [] : [{ connectionId }]),
      ...(state === undefined || isSearched ? [] : [{ state }]),
      ...(since === undefined ? [] : [{ receivedAt: { $gte: new Date(since) } }]),
      ...(until === undefined ? [] : [{ receivedAt: { $lt: new Date(until) } }]),
      ...(cursor === undefined ? [] : [receivedPlaces.afterCursor(cursor, 'newest')]),
    ];
    const looked = await receipts.listed(scope, conditions.length === 0 ? {} : { $and: conditions }, most);
    const matching = looked.filter(
      (each) => (route ?? each.route) === each.route && (state ?? each.state) === each.state,
    );
    const page = matching.slice(0, limit);
    // Where the page is full it goes on behind it; else behind the last that was looked at, if there are more.
    const last = matching.length > limit ? page.at(-1) : looked.length === most ? looked.at(-1) : undefined;
    return {
      items: page.map(listed),
      nextCursor: last === undefined ? null : receivedPlaces.cursorAfter(last),
    };
  };
}

export function listed(receipt: ListedReceipt): Shown {
  const { _id, connectionId, route, receivedAt, state, attempts, calls = [], repeats = 0 } = receipt;
  return {
    id: _id,
    connectionId,
    route,
    receivedAt: receivedAt.toISOString(),
    state,
    problem: receipt.problem ?? null,
    attempts,
    repeats,
    repeatedAt: receipt.repeatedAt?.toISOString() ?? null,
    callIds: calls.map(({ callId }) => callId),
    facts: receipt.facts ?? null,
  };
}
