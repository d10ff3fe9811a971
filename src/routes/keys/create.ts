/** POST /v1/keys */
import { ApiKeyWithSecret, NewApiKey } from '../../contract/keys.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const createKeyRoute = defineRoute({
  method: 'POST',
  url: '/v1/keys',
  access: { kind: 'caller', permission: 'keys:write' },
  summary: 'Make an API key',
  description:
    'A new key with its secret, which is shown this once. 403 SCOPE_BEYOND_CALLER for what you may not do yourself, 409 TOO_MANY_KEYS where the tenant has all it can have.',
  tags: ['API keys'],
  audit: 'key.create',
  schema: { body: NewApiKey, response: { 201: ApiKeyWithSecret } },
  async handler({ keys }, request, reply) {
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send(await keys.create(callerOf(request), request.body));
  },
});
