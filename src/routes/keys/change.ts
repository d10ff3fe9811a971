/** PATCH /v1/keys/:keyId */
import { ApiKey, ApiKeyChange, KeyParams } from '../../contract/keys.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const changeKeyRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/keys/:keyId',
  access: { kind: 'caller', permission: 'keys:write' },
  summary: 'Change an API key',
  description:
    'Its name, scopes or expiry; in force everywhere within a second. 409 REVISION_OUTDATED where it was changed since you read it.',
  tags: ['API keys'],
  audit: 'key.change',
  schema: { params: KeyParams, body: ApiKeyChange, response: { 200: ApiKey } },
  async handler({ keys }, request, reply) {
    const { params, body } = request;
    return reply.code(200).send(await keys.change(callerOf(request), params.keyId, body));
  },
});
