/** GET /v1/numbers/:numberId/history */
import { NumberHistory, NumberHistoryQuery, NumberParams } from '../../contract/numbers.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const numberHistoryRoute = defineRoute({
  method: 'GET',
  url: '/v1/numbers/:numberId/history',
  access: { kind: 'caller', permission: 'numbers:read' },
  summary: 'Get the history of a number',
  description:
    'Who had it and which agent answered there, the newest first. Of others’ time only whoever owns the connection is told.',
  tags: ['Numbers'],
  schema: { params: NumberParams, querystring: NumberHistoryQuery, response: { 200: NumberHistory } },
  async handler({ numbers }, request, reply) {
    const { params, query } = request;
    return reply.code(200).send(await numbers.history(callerOf(request), params.numberId, query));
  },
});
