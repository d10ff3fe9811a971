/** GET /: where to go on. */
import { RootAnswer } from '../../contract/root.ts';
import { version } from '../../core/version.ts';
import { defineRoute } from '../frame/route.ts';

export const rootRoute = defineRoute({
  method: 'GET',
  url: '/',
  access: { kind: 'public' },
  summary: 'What this is',
  description: 'Says what answers here and where its documentation is.',
  tags: ['System'],
  schema: { response: { 200: RootAnswer } },
  handler: (_services, _request, reply) =>
    reply.code(200).send({
      name: 'Trunkline',
      version,
      docs: '/docs',
      openapi: '/openapi.json',
      health: '/health',
    }),
});
