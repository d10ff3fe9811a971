/** GET /docs: the API for people, drawn by Swagger UI from /openapi.json. */
import { z } from 'zod';
import { defineRoute } from '../frame/route.ts';

// Everything in files of its own, so that the page needs no exception from the content security policy.
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trunkline API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

export const docsPageRoute = defineRoute({
  method: 'GET',
  url: '/docs',
  access: { kind: 'public' },
  summary: 'Documentation',
  description: 'A page about this API, for people.',
  tags: ['System'],
  unlisted: true,
  schema: {
    response: { 200: { description: 'A page.', content: { 'text/html': { schema: z.string() } } } },
  },
  handler: (_services, _request, reply) => reply.type('text/html; charset=utf-8').send(page),
});
