/** Where events go and whether they are signed: /v3/user/webhooks/event. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { jsonBody } from '../../frame/index.ts';
import { refuseMail } from './errors.ts';
import type { Events } from './events.ts';

const address = z.url({ protocol: /^https?$/, error: 'The url must be an http or https address.' });
const settingsSchema = z
  .object({ url: z.union([address, z.literal('')]).optional() }, 'The body must be a JSON object.')
  .catchall(z.boolean('Every switch must be a boolean.'));
const signedSchema = z.object({ enabled: z.boolean('The enabled parameter must be a boolean.') });
const testSchema = z.object({ url: address });

export function mountEventSettings(api: FastifyInstance, events: Events): void {
  const path = '/v3/user/webhooks/event';

  api.get(`${path}/settings`, () => events.settings());
  api.patch(`${path}/settings`, (request, reply) => {
    const parsed = settingsSchema.safeParse(jsonBody(request));
    if (!parsed.success) return refuseMail(reply, parsed.error);
    const { url, ...switches } = parsed.data;
    return events.change({ ...switches, ...(url === undefined ? {} : { url }) });
  });

  api.get(`${path}/settings/signed`, () => ({ public_key: events.publicKey() }));
  api.patch(`${path}/settings/signed`, (request, reply) => {
    const parsed = signedSchema.safeParse(jsonBody(request));
    if (!parsed.success) return refuseMail(reply, parsed.error);
    events.signing(parsed.data.enabled);
    return { public_key: events.publicKey() };
  });

  api.post(`${path}/test`, (request, reply) => {
    const parsed = testSchema.safeParse(jsonBody(request));
    if (!parsed.success) return refuseMail(reply, parsed.error);
    events.test(parsed.data.url);
    return reply.code(204).send();
  });
}
