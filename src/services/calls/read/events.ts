/** What was told of one call. */
import type { CallEvent, CallEventPage, CallEventQuery } from '../../../contract/calls.ts';
import { factIdOf } from '../../../core/calls/ids.ts';
import { cursorOf, placeOf } from '../../../core/cursor.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { Events, StoredEvent } from '../../../models/events.ts';

export function createCallEvents(events: Pick<Events, 'find'>) {
  return async (
    scope: TenantScope,
    callId: string,
    { limit, cursor }: CallEventQuery,
  ): Promise<CallEventPage> => {
    const above = cursor === undefined ? 0 : Number(placeOf(cursor, isPlace));
    const found = await events.find(
      scope,
      { callId, seq: { $gt: above } },
      { sort: { seq: 1 }, limit: limit + 1 },
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(shown),
      nextCursor: found.length > limit && last !== undefined ? cursorOf(String(last.seq)) : null,
    };
  };
}

const isPlace = (place: string) => /^[1-9]\d{0,14}$/.test(place);

function shown({ _id, seq, type, writtenAt, callId, factKey, rev }: StoredEvent): CallEvent {
  return {
    id: _id,
    seq,
    type,
    at: writtenAt.toISOString(),
    factId: factKey === undefined ? null : factIdOf(callId, factKey),
    rev: rev ?? null,
  };
}
