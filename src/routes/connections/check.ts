/** POST /v1/connections/:connectionId/check */
import { Connection, ConnectionIdParams } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const checkConnectionRoute = defineRoute({
  method: 'POST',
  url: '/v1/connections/:connectionId/check',
  access: { kind: 'caller', permission: 'connections:write' },
  summary: 'Check a connection now',
  description:
    'Asks the provider whether it takes the credentials, instead of waiting until that is done anyway; `check` of the answer says how it went. Who asks again within five seconds gets the same answer.',
  tags: ['Connections'],
  unaudited: 'It changes nothing of the connection: what is found out is found out every minute anyway.',
  schema: { params: ConnectionIdParams, response: { 200: Connection } },
  async handler({ connections }, request, reply) {
    return reply.code(200).send(await connections.checkNow(callerOf(request), request.params.connectionId));
  },
});
