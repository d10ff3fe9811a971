/** The accounts at providers over which something arrives, for those who may see them. */
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../../../src/contract/connections.ts';
import { ask } from './ask.ts';
import { may, useMe } from './me.ts';

export function useConnections(tenantId: string | undefined) {
  const { data: me } = useMe();
  return useQuery({
    queryKey: ['connections', 'all', tenantId],
    enabled: may(me, 'connections:read'),
    // As many as an owner can have.
    queryFn: () => ask<{ items: Connection[] }>('/v1/connections?limit=100', tenantId),
    select: ({ items }) => items,
    staleTime: 60_000,
  });
}
