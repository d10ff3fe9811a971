/** GET /: where to go on. A browser goes on to the dashboard. */
import { z } from 'zod';
import { RootAnswer } from '../../contract/root.ts';
import { version } from '../../core/version.ts';
import { defineRoute } from '../frame/route.ts';

export const rootRoute = defineRoute({
  method: 'GET',
  url: '/',
  access: { kind: 'public' },
  summary: 'What this is',
  description: 'Says what answers here and where its documentation is. Browsers are led to the dashboard.',
  tags: ['System'],
  schema: { response: { 200: RootAnswer, 302: z.null() } },
  handler(_services, { headers }, reply) {
    reply.header('vary', 'accept');
    if (headers.accept?.startsWith('text/html'))
      return reply.code(302).header('location', '/live').send(null);
    return reply.code(200).send({
      name: 'Trunkline',
      version,
      docs: '/docs',
      openapi: '/openapi.json',
      health: '/health',
    });
  },
});
