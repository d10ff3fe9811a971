/** GET /v1/numbers/:numberId */
import { NumberParams, PhoneLine } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const getNumberRoute = defineRoute({
  method: 'GET',
  url: '/v1/numbers/:numberId',
  access: { kind: 'caller', permission: 'numbers:read' },
  summary: 'Get a number',
  description: 'One number by its id.',
  tags: ['Numbers'],
  schema: { params: NumberParams, response: { 200: PhoneLine } },
  async handler({ numbers }, request, reply) {
    return reply.code(200).send(await numbers.get(callerOf(request), request.params.numberId));
  },
});
