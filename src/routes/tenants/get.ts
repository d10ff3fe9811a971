/** GET /v1/tenants/:tenantId */
import { Tenant, TenantParams } from '../../contract/tenants.ts';
import { defineRoute } from '../frame/route.ts';

export const getTenantRoute = defineRoute({
  method: 'GET',
  url: '/v1/tenants/:tenantId',
  access: { kind: 'platform', permission: 'platform:read' },
  summary: 'Get a tenant',
  description: 'One tenant by its id.',
  tags: ['Tenants'],
  schema: { params: TenantParams, response: { 200: Tenant } },
  async handler({ tenants }, { params }, reply) {
    return reply.code(200).send(await tenants.get(params.tenantId));
  },
});
