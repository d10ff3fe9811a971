/** PATCH /v1/numbers/:numberId */
import { NumberChange, NumberParams, PhoneLine } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const changeNumberRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/numbers/:numberId',
  access: { kind: 'caller', permission: 'numbers:write' },
  summary: 'Change a number',
  description:
    'Which agent answers there, and what a caller hears where none does; in force everywhere within a second. Only the tenant who has the number changes that.',
  tags: ['Numbers'],
  audit: 'number.change',
  schema: { params: NumberParams, body: NumberChange, response: { 200: PhoneLine } },
  async handler({ numbers }, request, reply) {
    const { params, body } = request;
    return reply.code(200).send(await numbers.change(callerOf(request), params.numberId, body));
  },
});
