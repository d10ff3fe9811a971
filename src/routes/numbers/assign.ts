/** POST /v1/numbers/:numberId/assign */
import { NumberAssignment, NumberParams, PhoneLine } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const assignNumberRoute = defineRoute({
  method: 'POST',
  url: '/v1/numbers/:numberId/assign',
  access: { kind: 'caller', permission: 'numbers:write' },
  summary: 'Assign a number',
  description:
    'From now on its calls are that tenant’s; those that began before stay with whoever had it then. Only whose connection it is on assigns it.',
  tags: ['Numbers'],
  audit: 'number.assign',
  schema: { params: NumberParams, body: NumberAssignment, response: { 200: PhoneLine } },
  async handler({ numbers }, request, reply) {
    const { params, body } = request;
    return reply.code(200).send(await numbers.assign(callerOf(request), params.numberId, body));
  },
});
