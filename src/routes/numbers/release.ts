/** POST /v1/numbers/:numberId/release */
import { NumberParams, NumberRelease, PhoneLine } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const releaseNumberRoute = defineRoute({
  method: 'POST',
  url: '/v1/numbers/:numberId/release',
  access: { kind: 'caller', permission: 'numbers:write' },
  summary: 'Release a number',
  description:
    'From now on it is nobody’s. Agent and greeting are gone; calls stay with whoever had it when they began.',
  tags: ['Numbers'],
  audit: 'number.release',
  schema: { params: NumberParams, body: NumberRelease, response: { 200: PhoneLine } },
  async handler({ numbers }, request, reply) {
    const { params, body } = request;
    return reply.code(200).send(await numbers.release(callerOf(request), params.numberId, body.rev));
  },
});
