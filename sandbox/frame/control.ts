/** What people and tests ask of the sandbox itself, under /_sandbox. None of it is a vendor's, and no fault touches it. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { faultKinds, type NewFaultRule } from './faults.ts';
import { page } from './html.ts';
import type { Sandbox, Vendor } from './index.ts';
import type { JournalFilter } from './journal.ts';
import { watchRoutes } from './known-routes.ts';
import { overview } from './overview.ts';
import { StateError } from './state.ts';

const ruleSchema = (vendors: readonly Vendor[]) => ({
  type: 'object',
  additionalProperties: false,
  required: ['kind'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 60 },
    // A name that nobody has would never strike, and nobody would notice.
    vendor: { enum: ['*', ...vendors.map(({ name }) => name)] },
    direction: { enum: ['in', 'out'] },
    route: { type: 'string' },
    subject: { type: 'string' },
    kind: { enum: faultKinds },
    probability: { type: 'number', minimum: 0, maximum: 1 },
    times: { type: 'integer', minimum: 1 },
    attempts: { type: 'integer', minimum: 1 },
    copies: { type: 'integer', minimum: 1, maximum: 100 },
    uneven: { type: 'boolean' },
    status: { type: 'integer', minimum: 100, maximum: 599 },
    retryAfterSec: { type: 'integer', minimum: 0 },
    delayMs: { type: 'integer', minimum: 0, maximum: 600_000 },
  },
});

const filterSchema = {
  type: 'object',
  properties: {
    after: { type: 'integer' },
    vendor: { type: 'string' },
    direction: { enum: ['in', 'out'] },
    route: { type: 'string' },
    subject: { type: 'string' },
    limit: { type: 'integer', minimum: 1 },
  },
} as const;

const speedSchema = {
  type: 'object',
  required: ['speed'],
  properties: { speed: { type: 'number', exclusiveMinimum: 0, maximum: 100_000 } },
} as const;

export function mountControl(app: FastifyInstance, sandbox: Sandbox, vendors: readonly Vendor[]): void {
  const { journal, faults, clock, state, random } = sandbox;
  const started = Date.now();
  const routes = watchRoutes(app, vendors);

  for (const [name, type] of [
    ['page.css', 'text/css'],
    ['dom.js', 'text/javascript'],
    ['page.js', 'text/javascript'],
    ['player.js', 'text/javascript'],
  ] as const) {
    const content = readFileSync(new URL(`./browser/${name}`, import.meta.url));
    app.get(`/_sandbox/${name}`, (_request, reply) => reply.type(type).send(content));
  }
  app.get('/', (_request, reply) =>
    reply.type('text/html').send(page('overview', overview(vendors), { scripts: ['page.js', 'player.js'] })),
  );

  app.get('/_sandbox/health', () => ({
    status: 'ok',
    vendors: vendors.map(({ name }) => name),
    seed: random.seed,
    speed: clock.speed,
    upSec: Math.round((Date.now() - started) / 1000),
  }));

  app.get<{ Querystring: JournalFilter }>(
    '/_sandbox/journal',
    { schema: { querystring: filterSchema } },
    (request) => ({ entries: journal.list(request.query), lastId: journal.lastId }),
  );
  app.get<{ Params: { id: number } }>(
    '/_sandbox/journal/:id',
    { schema: { params: { type: 'object', properties: { id: { type: 'integer' } } } } },
    (request, reply) => journal.get(request.params.id) ?? reply.callNotFound(),
  );
  app.delete('/_sandbox/journal', (_request, reply) => {
    journal.clear();
    return reply.code(204).send();
  });

  app.get('/_sandbox/faults', () => ({ rules: faults.list() }));
  const newRule = { schema: { body: ruleSchema(vendors) } };
  app.post<{ Body: NewFaultRule }>('/_sandbox/faults', newRule, (request, reply) => {
    const problem = routes.problemOf(request.body);
    if (problem !== undefined) return reply.code(400).send({ message: problem });
    try {
      return reply.code(201).send(faults.add(request.body));
    } catch (error) {
      return reply.code(400).send({ message: (error as Error).message });
    }
  });
  app.delete('/_sandbox/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  app.delete<{ Params: { id: string } }>('/_sandbox/faults/:id', (request, reply) =>
    faults.remove(request.params.id) ? reply.code(204).send() : reply.callNotFound(),
  );

  app.get('/_sandbox/clock', () => ({ now: new Date(clock.now()).toISOString(), speed: clock.speed }));
  app.put<{ Body: { speed: number } }>('/_sandbox/clock', { schema: { body: speedSchema } }, (request) => {
    clock.setSpeed(request.body.speed);
    return { now: new Date(clock.now()).toISOString(), speed: clock.speed };
  });

  app.get('/_sandbox/state', () => state.snapshot());
  app.put<{ Body: Record<string, unknown> }>(
    '/_sandbox/state',
    { schema: { body: { type: 'object' } }, bodyLimit: 512 * 1024 * 1024 },
    (request, reply) => {
      try {
        state.restore(request.body);
      } catch (error) {
        if (error instanceof StateError) return reply.code(400).send({ message: error.message });
        throw error;
      }
      return reply.code(204).send();
    },
  );
  app.delete('/_sandbox/state', (_request, reply) => {
    state.restore();
    return reply.code(204).send();
  });
}
