/** GET /openapi.json: the API for programs. */
import { z } from 'zod';
import { defineRoute } from '../frame/route.ts';

export const openApiRoute = defineRoute({
  method: 'GET',
  url: '/openapi.json',
  access: { kind: 'public' },
  summary: 'OpenAPI',
  description: 'This API as an OpenAPI 3.1 document.',
  tags: ['System'],
  schema: {
    response: {
      200: {
        description: 'An OpenAPI 3.1 document.',
        // It is ready-made text: described by its own standard, not by ours.
        content: { 'application/json': { schema: z.unknown() } },
      },
    },
  },
  async handler({ openApi }, _request, reply) {
    return reply.type('application/json; charset=utf-8').send(await openApi());
  },
});
