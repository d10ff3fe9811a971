/** GET /v1/tenants */
import { TenantPage, TenantQuery } from '../../contract/tenants.ts';
import { defineRoute } from '../frame/route.ts';

export const listTenantsRoute = defineRoute({
  method: 'GET',
  url: '/v1/tenants',
  access: { kind: 'platform', permission: 'platform:read' },
  summary: 'List tenants',
  description: 'All tenants, the newest first; the platform’s own is the last one.',
  tags: ['Tenants'],
  schema: { querystring: TenantQuery, response: { 200: TenantPage } },
  async handler({ tenants }, { query }, reply) {
    return reply.code(200).send(await tenants.list(query));
  },
});
