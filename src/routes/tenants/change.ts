/** PATCH /v1/tenants/:tenantId */
import { Tenant, TenantChange, TenantParams } from '../../contract/tenants.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const changeTenantRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/tenants/:tenantId',
  access: { kind: 'platform', permission: 'platform:write' },
  summary: 'Change a tenant',
  description:
    'Changes what is named and leaves the rest as it is. 409 REVISION_OUTDATED where it was changed since you read it.',
  tags: ['Tenants'],
  audit: 'tenant.change',
  schema: { params: TenantParams, body: TenantChange, response: { 200: Tenant } },
  async handler({ tenants }, request, reply) {
    const { params, body } = request;
    return reply.code(200).send(await tenants.change(callerOf(request), params.tenantId, body));
  },
});
