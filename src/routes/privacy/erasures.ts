/** /v1/erasures: forgets everything about one phone number. */
import { Erasure, ErasurePage, ErasureParams, ErasureQuery, NumberRequest } from '../../contract/privacy.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

const access = { kind: 'caller', permission: 'privacy:write' } as const;
const tags = ['Privacy'] as const;

export const requestErasureRoute = defineRoute({
  method: 'POST',
  url: '/v1/erasures',
  access,
  summary: 'Erase a number',
  description:
    'Begins to erase everything about one phone number. Of a number that is being erased already, it answers with that erasure.',
  tags,
  audit: 'erasure.requested',
  schema: { body: NumberRequest, response: { 202: Erasure } },
  async handler({ privacy }, request, reply) {
    return reply.code(202).send(await privacy.erasures.request(callerOf(request), request.body.number));
  },
});

export const erasuresRoute = defineRoute({
  method: 'GET',
  url: '/v1/erasures',
  access,
  summary: 'Erasures',
  description: 'What was erased and what is being erased, the newest first.',
  tags,
  schema: { querystring: ErasureQuery, response: { 200: ErasurePage } },
  async handler({ privacy }, request, reply) {
    return reply.code(200).send(await privacy.erasures.list(callerOf(request).scope, request.query));
  },
});

export const erasureRoute = defineRoute({
  method: 'GET',
  url: '/v1/erasures/:erasureId',
  access,
  summary: 'An erasure',
  description: 'How far an erasure is, and its report.',
  tags,
  schema: { params: ErasureParams, response: { 200: Erasure } },
  async handler({ privacy }, request, reply) {
    const { erasureId } = request.params;
    return reply.code(200).send(await privacy.erasures.get(callerOf(request).scope, erasureId));
  },
});
