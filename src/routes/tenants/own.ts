/** GET and PATCH /v1/tenant: a tenant's own matters. */
import { OwnTenantChange, Tenant } from '../../contract/tenants.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const ownTenantRoute = defineRoute({
  method: 'GET',
  url: '/v1/tenant',
  access: { kind: 'caller', permission: 'tenant:read' },
  summary: 'Get your tenant',
  description: 'The tenant that you belong to, with its settings and limits.',
  tags: ['Tenants'],
  schema: { response: { 200: Tenant } },
  async handler({ tenants }, request, reply) {
    return reply.code(200).send(await tenants.own.get(callerOf(request)));
  },
});

export const changeOwnTenantRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/tenant',
  access: { kind: 'caller', permission: 'tenant:write' },
  summary: 'Change your tenant',
  description:
    'Changes its name, time zone or settings; limits, status and billing are the platform’s. 409 REVISION_OUTDATED where it was changed since you read it.',
  tags: ['Tenants'],
  audit: 'tenant.change',
  schema: { body: OwnTenantChange, response: { 200: Tenant } },
  async handler({ tenants }, request, reply) {
    return reply.code(200).send(await tenants.own.change(callerOf(request), request.body));
  },
});
