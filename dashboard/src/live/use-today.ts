/** What there was today, by the tenant's own day; undefined where no one tenant is shown. */
import { useQuery } from '@tanstack/react-query';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { ask, queryOf } from '../session/ask.ts';
import { useTenantId } from '../session/me.ts';
import { day } from '../ui/format.ts';

const aDayMs = 24 * 3_600_000;
const everyMs = 15_000;

export function useToday() {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ['today', tenantId],
    enabled: tenantId !== undefined,
    queryFn: () => {
      const since = new Date(Date.now() - aDayMs).toISOString();
      return ask<CallStats>(`/v1/calls/stats${queryOf({ by: 'day', since })}`, tenantId);
    },
    refetchInterval: everyMs,
  });
  if (data === undefined) return undefined;
  const isToday = (at: string | null) =>
    at !== null && day(at, data.timeZone) === day(new Date().toISOString(), data.timeZone);
  const today = data.items.find(({ startsAt }) => isToday(startsAt));
  return today ?? { calls: 0, answered: 0, averageSec: null };
}
