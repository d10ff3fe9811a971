/**
 * One tenant as it was when the page was opened, or as its last change left it. It is not asked anew in between: a
 * form that was filled in over older values would overwrite what somebody else has changed, and nobody would notice.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { ask } from '../session/ask.ts';

interface Options {
  readonly path: string;
  readonly tenantId?: string;
}

export function useTenant({ path, tenantId }: Options) {
  const queries = useQueryClient();
  const [opened, setOpened] = useState(0);
  const queryKey = ['one-tenant', path, tenantId];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () => ask<Tenant>(path, tenantId),
    staleTime: Number.POSITIVE_INFINITY,
    // Whoever comes back to the page reads what is there then.
    gcTime: 0,
  });
  return {
    tenant: data,
    error,
    /** Goes up when all is read again: forms that hang on it begin anew. */
    opened,
    changed: (tenant: Tenant) => void queries.setQueryData(queryKey, tenant),
    async reload() {
      await refetch();
      setOpened((count) => count + 1);
    },
  };
}

export type OpenTenant = Omit<ReturnType<typeof useTenant>, 'tenant' | 'error'> & {
  readonly tenant: Tenant;
  readonly path: string;
  readonly tenantId?: string;
};

/** What else shows something of a tenant. */
export const outdatedByTenant = [['tenants'], ['tenant'], ['quotas']];
