/** What there was today, by the tenant's own day; of all tenants, in the last 24 hours. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Today } from '../../../src/contract/today.ts';
import { ask } from '../session/ask.ts';
import { may, useMe, useTenantId } from '../session/me.ts';

/** The server counts them more seldom where there are many. */
const everyMs = 4_000;

export function useToday(): Today | undefined {
  const { data: me } = useMe();
  const tenantId = useTenantId();
  const ofAll = tenantId === undefined && may(me, 'platform:read');
  const { data } = useQuery({
    queryKey: ['today', tenantId],
    enabled: me !== undefined,
    queryFn: () => ask<Today>(ofAll ? '/v1/platform/today' : '/v1/calls/today', tenantId),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
  return data;
}
