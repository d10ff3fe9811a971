/** POST /v1/tenants/:tenantId/suspend, /activate, /close */
import { StatusChange, Tenant, TenantParams } from '../../contract/tenants.ts';
import type { TenantStatus } from '../../services/tenants/tenants.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

const words = {
  suspend: {
    to: 'suspended',
    summary: 'Suspend a tenant',
    description:
      'From within a second on its keys and people are refused with TENANT_SUSPENDED. What comes from providers is still stored.',
  },
  activate: {
    to: 'active',
    summary: 'Activate a tenant',
    description: 'Ends its suspension.',
  },
  close: {
    to: 'closed',
    summary: 'Close a tenant',
    description: 'For good: its keys and people are refused with TENANT_CLOSED from within a second on.',
  },
} as const satisfies Record<string, { to: TenantStatus; summary: string; description: string }>;

export const tenantStatusRoutes = (['suspend', 'activate', 'close'] as const).map((verb) =>
  defineRoute({
    method: 'POST',
    url: `/v1/tenants/:tenantId/${verb}`,
    access: { kind: 'platform', permission: 'platform:write' },
    summary: words[verb].summary,
    description: words[verb].description,
    tags: ['Tenants'],
    audit: `tenant.${verb}`,
    schema: { params: TenantParams, body: StatusChange, response: { 200: Tenant } },
    async handler({ tenants }, request, reply) {
      const { params, body } = request;
      const { to } = words[verb];
      return reply.code(200).send(await tenants.setStatus(callerOf(request), params.tenantId, to, body));
    },
  }),
);
