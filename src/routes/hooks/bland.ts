/** POST /hooks/bland/:connectionId */
import { ConnectionParams, Taken } from '../../contract/hooks.ts';
import { defineRoute } from '../frame/route.ts';
import { hookBytes, taken, unaudited } from './taken.ts';

export const blandHookRoute = defineRoute({
  method: 'POST',
  url: '/hooks/bland/:connectionId',
  access: { kind: 'providerSignature', provider: 'bland' },
  summary: 'From Bland',
  description:
    'Takes what Bland sends while a call goes on and after it, signed with a secret of the connection in X-Webhook-Signature. 200 says that it is stored; a repeat is answered likewise.',
  tags: ['Hooks'],
  unaudited,
  raw: ['application/json'],
  bodyLimit: hookBytes,
  schema: {
    params: ConnectionParams,
    response: { 200: { description: 'It is stored.', content: { 'text/plain': { schema: Taken } } } },
  },
  handler: async ({ hooks }, request, reply) => taken(hooks, 'bland', request, reply),
});
