/** GET /docs/…: the files that the page of /docs is drawn with. Those of Swagger UI are served as installed. */
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { defineRoute } from '../frame/route.ts';

const installed = new URL('./static/', import.meta.resolve('@fastify/swagger-ui'));
const ofSwaggerUi = (name: string) => () => createReadStream(fileURLToPath(new URL(name, installed)));

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });\n`;

const files = [
  { name: 'start.js', type: 'text/javascript; charset=utf-8', open: () => start },
  {
    name: 'swagger-ui-bundle.js',
    type: 'text/javascript; charset=utf-8',
    open: ofSwaggerUi('swagger-ui-bundle.js'),
  },
  { name: 'swagger-ui.css', type: 'text/css; charset=utf-8', open: ofSwaggerUi('swagger-ui.css') },
  { name: 'favicon-32x32.png', type: 'image/png', open: ofSwaggerUi('favicon-32x32.png') },
] as const;

export const docsAssetRoutes = files.map(({ name, type, open }) =>
  defineRoute({
    method: 'GET',
    url: `/docs/${name}`,
    access: { kind: 'public' },
    summary: `${name} of the documentation`,
    description: 'A part of the page about this API.',
    tags: ['System'],
    unlisted: true,
    schema: {
      response: { 200: { description: 'A file.', content: { '*/*': { schema: z.unknown() } } } },
    },
    handler: (_services, _request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=3600').send(open()),
  }),
);
