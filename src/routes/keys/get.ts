/** GET /v1/keys/:keyId */
import { ApiKey, KeyParams } from '../../contract/keys.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const getKeyRoute = defineRoute({
  method: 'GET',
  url: '/v1/keys/:keyId',
  access: { kind: 'caller', permission: 'keys:read' },
  summary: 'Get an API key',
  description: 'One key by its id. Never its secret.',
  tags: ['API keys'],
  schema: { params: KeyParams, response: { 200: ApiKey } },
  async handler({ keys }, request, reply) {
    return reply.code(200).send(await keys.get(callerOf(request), request.params.keyId));
  },
});
