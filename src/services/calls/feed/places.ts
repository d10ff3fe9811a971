/** How far a tenant's log of events has come. */
import { randomBytes } from 'node:crypto';
import type { FeedCursor } from '../../../contract/calls.ts';
import { type TenantScope, tenantOf } from '../../../core/tenancy.ts';
import type { Events } from '../../../models/events.ts';
import type { FeedEpoch } from '../../../models/feed-epoch.ts';

export interface Places {
  newest(scope: TenantScope): Promise<FeedCursor>;
}

export function createPlaces(events: Pick<Events, 'findOne'>, feedEpoch: FeedEpoch): Places {
  let known: Promise<string> | undefined;
  const epoch = () => {
    known ??= feedEpoch.current(randomBytes(9).toString('base64url')).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async newest(scope) {
      const [current, last] = await Promise.all([
        epoch(),
        events.findOne(scope, {}, { select: ['seq'], sort: { seq: -1 } }),
      ]);
      return { tenantId: tenantOf(scope), epoch: current, seq: last?.seq ?? 0 };
    },
  };
}
