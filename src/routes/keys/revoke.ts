/** POST /v1/keys/:keyId/revoke */
import { ApiKey, KeyParams } from '../../contract/keys.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const revokeKeyRoute = defineRoute({
  method: 'POST',
  url: '/v1/keys/:keyId/revoke',
  access: { kind: 'caller', permission: 'keys:write' },
  summary: 'Revoke an API key',
  description:
    'For good, everywhere within a second. Whatever happened to the key meanwhile, and also where it is revoked already.',
  tags: ['API keys'],
  audit: 'key.revoke',
  schema: { params: KeyParams, response: { 200: ApiKey } },
  async handler({ keys }, request, reply) {
    return reply.code(200).send(await keys.revoke(callerOf(request), request.params.keyId));
  },
});
