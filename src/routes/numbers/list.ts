/** GET /v1/numbers */
import { NumberPage, NumberQuery } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const listNumbersRoute = defineRoute({
  method: 'GET',
  url: '/v1/numbers',
  access: { kind: 'caller', permission: 'numbers:read' },
  summary: 'List numbers',
  description:
    "Those that the tenant has, on its own connections and on the platform's, the newest first; for an administrator who names no tenant, those of the platform with whose they are.",
  tags: ['Numbers'],
  schema: { querystring: NumberQuery, response: { 200: NumberPage } },
  async handler({ numbers }, request, reply) {
    return reply.code(200).send(await numbers.list(callerOf(request), request.query));
  },
});
