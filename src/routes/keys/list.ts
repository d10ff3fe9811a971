/** GET /v1/keys */
import { KeyPage, KeyQuery } from '../../contract/keys.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const listKeysRoute = defineRoute({
  method: 'GET',
  url: '/v1/keys',
  access: { kind: 'caller', permission: 'keys:read' },
  summary: 'List API keys',
  description: 'All keys of the tenant, revoked ones included, the newest first. Never their secrets.',
  tags: ['API keys'],
  schema: { querystring: KeyQuery, response: { 200: KeyPage } },
  async handler({ keys }, request, reply) {
    return reply.code(200).send(await keys.list(callerOf(request), request.query));
  },
});
