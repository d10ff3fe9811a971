/** GET /v1/connections */
import { ConnectionPage, ConnectionQuery } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const listConnectionsRoute = defineRoute({
  method: 'GET',
  url: '/v1/connections',
  access: { kind: 'caller', permission: 'connections:read' },
  summary: 'List connections',
  description:
    "The tenant's own, the newest first; for an administrator who names no tenant, those of the platform. Never their secrets.",
  tags: ['Connections'],
  schema: { querystring: ConnectionQuery, response: { 200: ConnectionPage } },
  async handler({ connections }, request, reply) {
    return reply.code(200).send(await connections.list(callerOf(request), request.query));
  },
});
