/** POST /v1/connections */
import { Connection, NewConnection } from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const createConnectionRoute = defineRoute({
  method: 'POST',
  url: '/v1/connections',
  access: { kind: 'caller', permission: 'connections:write' },
  summary: 'Connect an account',
  description:
    'One account at a provider is one connection. The answer has the addresses to configure there. 409 ACCOUNT_TAKEN or SECRET_TAKEN where it is connected already, 400 ADDRESS_NOT_ALLOWED where no pretended provider may be at `baseUrl`.',
  tags: ['Connections'],
  audit: 'connection.create',
  schema: { body: NewConnection, response: { 201: Connection } },
  async handler({ connections }, request, reply) {
    return reply.code(201).send(await connections.create(callerOf(request), request.body));
  },
});
