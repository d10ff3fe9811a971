/** GET /v1/connections/:connectionId/profile */
import { AccountProfile, ConnectionIdParams } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const connectionProfileRoute = defineRoute({
  method: 'GET',
  url: '/v1/connections/:connectionId/profile',
  access: { kind: 'caller', permission: 'connections:read' },
  summary: "Get an account's profile",
  description:
    'What the provider says of the account as a whole, kept for five minutes. A good answer shows that the credentials are right; 502 PROVIDER_FAILED where the provider does not take them, or does not answer.',
  tags: ['Connections'],
  schema: { params: ConnectionIdParams, response: { 200: AccountProfile } },
  async handler({ connections }, request, reply) {
    return reply.code(200).send(await connections.profile(callerOf(request), request.params.connectionId));
  },
});
