/** GET /v1/connections/:connectionId */
import { Connection, ConnectionIdParams } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const getConnectionRoute = defineRoute({
  method: 'GET',
  url: '/v1/connections/:connectionId',
  access: { kind: 'caller', permission: 'connections:read' },
  summary: 'Get a connection',
  description: 'One connection by its id, with the addresses to configure at its provider.',
  tags: ['Connections'],
  schema: { params: ConnectionIdParams, response: { 200: Connection } },
  async handler({ connections }, request, reply) {
    return reply.code(200).send(await connections.get(callerOf(request), request.params.connectionId));
  },
});
