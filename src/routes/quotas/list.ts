/** GET /v1/quotas: what a tenant may use, and what it has used. */
import { QuotasAnswer } from '../../contract/quotas.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const quotasRoute = defineRoute({
  method: 'GET',
  url: '/v1/quotas',
  access: { kind: 'caller', permission: 'tenant:read' },
  summary: 'Quotas',
  description: 'Every limit of your tenant, what is used of it, and when its period begins and ends.',
  tags: ['Tenants'],
  schema: { response: { 200: QuotasAnswer } },
  async handler({ quotas }, request, reply) {
    return reply.code(200).send({ items: await quotas.usage(callerOf(request).scope) });
  },
});
