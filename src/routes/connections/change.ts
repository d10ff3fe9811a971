/** PATCH /v1/connections/:connectionId */
import { Connection, ConnectionChange, ConnectionIdParams } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const changeConnectionRoute = defineRoute({
  method: 'PATCH',
  url: '/v1/connections/:connectionId',
  access: { kind: 'caller', permission: 'connections:write' },
  summary: 'Change a connection',
  description:
    'Its name, status or credentials; in force everywhere within a second. 409 REVISION_OUTDATED where it was changed since you read it.',
  tags: ['Connections'],
  audit: 'connection.change',
  schema: { params: ConnectionIdParams, body: ConnectionChange, response: { 200: Connection } },
  async handler({ connections }, request, reply) {
    const { params, body } = request;
    return reply.code(200).send(await connections.change(callerOf(request), params.connectionId, body));
  },
});
