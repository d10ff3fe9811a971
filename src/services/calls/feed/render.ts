/** Events as they are sent: rendered from the calls and facts as they stand now, once for each kind of viewer. */
import type { FeedEvent } from '../../../contract/feed.ts';
import { factIdOf } from '../../../core/calls/ids.ts';
import type { Sight } from '../../../core/masking.ts';
import { type TenantScope, tenantOf } from '../../../core/tenancy.ts';
import type { Calls } from '../../../models/calls.ts';
import type { StoredEvent } from '../../../models/events.ts';
import type { Facts } from '../../../models/facts.ts';
import type { Privacy } from '../apply/privacy.ts';
import { shownFact } from '../read/fact-view.ts';
import type { CallView } from '../read/view.ts';

/** For the eyes of whoever sees so much. */
export type Rendering = (sight: Sight) => readonly FeedEvent[];

interface Parts {
  readonly calls: Pick<Calls, 'find'>;
  readonly facts: Pick<Facts, 'find'>;
  readonly privacy: Pick<Privacy, 'opened'>;
  readonly shown: CallView;
}

export function createRender({ calls, facts, privacy, shown }: Parts) {
  return async (scope: TenantScope, epoch: string, events: readonly StoredEvent[]): Promise<Rendering> => {
    const callIds = [...new Set(events.map(({ callId }) => callId))];
    const factIds = events.flatMap(({ callId, factKey }) =>
      factKey === undefined ? [] : [factIdOf(callId, factKey)],
    );
    const [foundCalls, foundFacts] = await Promise.all([
      callIds.length === 0 ? [] : calls.find(scope, { _id: { $in: callIds } }),
      factIds.length === 0 ? [] : facts.find(scope, { _id: { $in: factIds } }),
    ]);
    const callOf = new Map(foundCalls.map((call) => [call._id, call]));
    const factOf = new Map(foundFacts.map((fact) => [fact._id, fact]));
    const tenantId = tenantOf(scope);
    return (sight) => {
      // Several events of one call show the same one.
      const views = new Map([...callOf].map(([id, call]) => [id, shown(call, sight)]));
      return events.map(({ _id, seq, type, writtenAt, callId, factKey }) => {
        const fact = factKey === undefined ? undefined : factOf.get(factIdOf(callId, factKey));
        return {
          id: _id,
          tenantId,
          epoch,
          seq,
          type,
          at: writtenAt.toISOString(),
          callId,
          call: views.get(callId) ?? null,
          fact:
            fact === undefined
              ? null
              : { id: fact._id, kind: fact.kind, content: shownFact(privacy.opened(fact), sight) },
        };
      });
    };
  };
}
