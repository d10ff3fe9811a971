/** DELETE /v1/numbers/:numberId */
import { z } from 'zod';
import { NumberParams } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const removeNumberRoute = defineRoute({
  method: 'DELETE',
  url: '/v1/numbers/:numberId',
  access: { kind: 'caller', permission: 'numbers:write' },
  summary: 'Remove a number',
  description:
    '409 NUMBER_IN_USE while somebody has it. Its history is kept for calls of before that are still told.',
  tags: ['Numbers'],
  audit: 'number.remove',
  schema: { params: NumberParams, response: { 204: z.null() } },
  async handler({ numbers }, request, reply) {
    await numbers.remove(callerOf(request), request.params.numberId);
    return reply.code(204).send(null);
  },
});
