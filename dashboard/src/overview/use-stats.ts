/** The counts of calls that the page shows, over the days and with the filters that its address says. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CallStats } from '../../../src/contract/call-statistics.ts';
import { ask, queryOf } from '../session/ask.ts';
import { may, useMe, useTenants, useTimeZone } from '../session/me.ts';
import { daysBefore } from './local-day.ts';

export const dayChoices = ['1', '7', '30', '90', '365'] as const;
const usualDays = '30';
export const filterNames = ['agent', 'direction', 'provider', 'simulated'] as const;

export type OverviewSearch = {
  readonly [K in (typeof filterNames)[number] | 'days' | 'tenant']?: string;
};

type By = 'hour' | 'day' | 'weekday-hour';
type Of = 'status' | 'disposition' | 'agent';

const dayMs = 24 * 3_600_000;
const everyMs = 60_000;

export const daysOf = ({ days }: OverviewSearch): string =>
  dayChoices.find((choice) => choice === days) ?? usualDays;

export function filtersOf(search: OverviewSearch): Record<string, string> {
  return Object.fromEntries(
    filterNames.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])),
  );
}

/** What a link to the calls behind a number says besides their time. */
export function wayOf(tenantId: string, search: OverviewSearch): Record<string, string> {
  return { ...filtersOf(search), ...(search.tenant !== undefined && { tenant: tenantId }) };
}

export function useStats(tenantId: string, search: OverviewSearch, by: By, of?: Of) {
  const zone = useTimeZone(tenantId);
  const isKnown = useZoneIsKnown(zone);
  const days = Number(daysOf(search));
  return useQuery({
    queryKey: ['stats', tenantId, by, of, days, filtersOf(search), zone],
    enabled: isKnown,
    queryFn: () => {
      const now = new Date();
      // Whole days by the tenant's clocks, and today as far as it has come.
      const since =
        zone === undefined ? new Date(now.getTime() - days * dayMs) : daysBefore(now, days - 1, zone);
      const asked = { ...filtersOf(search), by, of, since: since.toISOString(), until: now.toISOString() };
      return ask<CallStats>(`/v1/calls/stats${queryOf(asked)}`, tenantId);
    },
    placeholderData: keepPreviousData,
    staleTime: everyMs,
    refetchInterval: everyMs,
  });
}

/** Some roles are told of no zone: they count back from this moment. */
function useZoneIsKnown(zone: string | undefined): boolean {
  const { data: me } = useMe();
  const { data: tenants } = useTenants();
  if (zone !== undefined) return true;
  if (me === undefined) return false;
  return may(me, 'platform:read') ? tenants !== undefined : !may(me, 'tenant:read');
}
