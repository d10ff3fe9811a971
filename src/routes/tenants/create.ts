/** POST /v1/tenants */
import { NewTenant, Tenant } from '../../contract/tenants.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const createTenantRoute = defineRoute({
  method: 'POST',
  url: '/v1/tenants',
  access: { kind: 'platform', permission: 'platform:write' },
  summary: 'Make a tenant',
  description: 'A new tenant, active from now on. 409 SLUG_TAKEN where another one has its slug.',
  tags: ['Tenants'],
  audit: 'tenant.create',
  schema: { body: NewTenant, response: { 201: Tenant } },
  async handler({ tenants }, request, reply) {
    return reply.code(201).send(await tenants.create(callerOf(request), request.body));
  },
});
