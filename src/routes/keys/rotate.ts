/** POST /v1/keys/:keyId/rotate */
import { ApiKeyWithSecret, KeyParams, KeyRotation } from '../../contract/keys.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const rotateKeyRoute = defineRoute({
  method: 'POST',
  url: '/v1/keys/:keyId/rotate',
  access: { kind: 'caller', permission: 'keys:write' },
  summary: 'Rotate an API key',
  description:
    'A new secret, shown this once. Those from before stay good for as long as you say, and are refused with KEY_EXPIRED after it.',
  tags: ['API keys'],
  audit: 'key.rotate',
  schema: { params: KeyParams, body: KeyRotation, response: { 200: ApiKeyWithSecret } },
  async handler({ keys }, request, reply) {
    const { params, body } = request;
    return reply
      .code(200)
      .header('cache-control', 'no-store')
      .send(await keys.rotate(callerOf(request), params.keyId, body));
  },
});
