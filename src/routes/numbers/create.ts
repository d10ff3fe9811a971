/** POST /v1/numbers */
import { NewNumber, PhoneLine } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const createNumberRoute = defineRoute({
  method: 'POST',
  url: '/v1/numbers',
  access: { kind: 'caller', permission: 'numbers:write' },
  summary: 'Add a number',
  description:
    "On a connection of one's own. 409 NUMBER_TAKEN where it is there already. One that was removed comes back with its history.",
  tags: ['Numbers'],
  audit: 'number.create',
  schema: { body: NewNumber, response: { 201: PhoneLine } },
  async handler({ numbers }, request, reply) {
    return reply.code(201).send(await numbers.create(callerOf(request), request.body));
  },
});
