/** DELETE /v1/connections/:connectionId */
import { z } from 'zod';
import { ConnectionIdParams } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const removeConnectionRoute = defineRoute({
  method: 'DELETE',
  url: '/v1/connections/:connectionId',
  access: { kind: 'caller', permission: 'connections:write' },
  summary: 'Remove a connection',
  description:
    'For good, with its credentials: what still arrives is refused from within a second on. 409 CONNECTION_IN_USE while numbers are on it.',
  tags: ['Connections'],
  audit: 'connection.remove',
  schema: { params: ConnectionIdParams, response: { 204: z.null() } },
  async handler({ connections }, request, reply) {
    await connections.remove(callerOf(request), request.params.connectionId);
    return reply.code(204).send(null);
  },
});
