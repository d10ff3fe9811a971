/** One account at a provider; asked anew as often as what is known of it may change. */
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../../../src/contract/connections.ts';
import { ask } from '../session/ask.ts';

const everyMs = 60_000;

/** What is out of date when something of a connection was changed. */
export const outdated = [['connections'], ['connection']];

export function useConnection(connectionId: string, tenantId: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ['connection', connectionId, tenantId],
    enabled,
    queryFn: () => ask<Connection>(`/v1/connections/${encodeURIComponent(connectionId)}`, tenantId),
    refetchInterval: everyMs,
  });
}
