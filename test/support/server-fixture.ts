/** server.ts with routes that take their time, hang, or fail where nobody catches it. */
import { z } from 'zod';
import { runProcess } from '../../src/core/process.ts';
import { defineRoute } from '../../src/routes/frame/route.ts';
import { table } from '../../src/routes/table.ts';
import { serve } from '../../src/serve.ts';
import { slowRoute } from '../routes/support/rows.ts';

const words = {
  method: 'GET',
  access: { kind: 'public' },
  summary: 'For tests',
  description: 'For tests.',
  tags: ['Tests'],
  schema: { response: { 200: z.object({}) } },
} as const;

const hangRoute = defineRoute({
  ...words,
  url: '/test/hang',
  handler: () => new Promise(() => undefined),
});

const throwRoute = defineRoute({
  ...words,
  url: '/test/throw',
  handler(_services, _request, reply) {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    return reply.code(200).send({});
  },
});

// A busy machine is no reason to turn a test away.
const limits = { delayMs: 0 };
const routes = [...table, slowRoute, hangRoute, throwRoute];
await runProcess('server', (context) => serve(context, { routes, limits }));
