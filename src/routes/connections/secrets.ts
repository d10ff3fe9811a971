/** POST /v1/connections/:connectionId/secrets, DELETE /v1/connections/:connectionId/secrets/:secretId */
import {
  Connection,
  ConnectionIdParams,
  NewWebhookSecret,
  WebhookSecretParams,
} from '../../contract/connections.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

const access = { kind: 'caller', permission: 'connections:write' } as const;
const tags = ['Connections'] as const;

export const addSecretRoute = defineRoute({
  method: 'POST',
  url: '/v1/connections/:connectionId/secrets',
  access,
  summary: 'Add a webhook secret',
  description:
    'What is signed with it is believed from within a second on, beside what is signed with the others. First add it here, then change it at the provider, then retire the old one. 409 TOO_MANY_SECRETS, SECRET_THERE or SECRET_TAKEN.',
  tags,
  audit: 'connection.add-secret',
  schema: { params: ConnectionIdParams, body: NewWebhookSecret, response: { 201: Connection } },
  async handler({ connections }, request, reply) {
    const { params, body } = request;
    const changed = await connections.addSecret(callerOf(request), params.connectionId, body.secret);
    return reply.code(201).send(changed);
  },
});

export const retireSecretRoute = defineRoute({
  method: 'DELETE',
  url: '/v1/connections/:connectionId/secrets/:secretId',
  access,
  summary: 'Retire a webhook secret',
  description:
    'What is signed with it is refused from within a second on. 409 LAST_SECRET where there is no other.',
  tags,
  audit: 'connection.retire-secret',
  schema: { params: WebhookSecretParams, response: { 200: Connection } },
  async handler({ connections }, request, reply) {
    const { connectionId, secretId } = request.params;
    return reply.code(200).send(await connections.retireSecret(callerOf(request), connectionId, secretId));
  },
});
