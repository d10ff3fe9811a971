/** What people, scenarios and tests ask of this Bland: its settings, who plays what, and calls to its numbers. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { RandomStream } from '../../frame/index.ts';
import { toE164 } from './phone-number.ts';
import { playSchema } from './play.ts';
import { summaryOf } from './record.ts';
import type { Runner } from './runner.ts';
import { settingsSchema, usualSettings } from './settings.ts';
import type { BlandCall, Store } from './store.ts';

const number = z.string().transform((value, context) => {
  const e164 = toE164(value);
  if (e164 !== undefined) return e164;
  context.addIssue({ code: 'custom', message: 'this is no phone number' });
  return z.NEVER;
});
const inboundSchema = playSchema.extend({ from: number, to: number });

export function mountBlandControl(
  control: FastifyInstance,
  store: Store,
  runner: Runner,
  ids: RandomStream,
  sandbox: { url: string; now(): number },
): void {
  control.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    error instanceof z.ZodError
      ? reply.code(400).send({ message: z.prettifyError(error) })
      : reply.code(error.statusCode ?? 500).send({ message: error.message }),
  );

  control.get('/settings', () => store.settings);
  /** Those that are named; the others stay. */
  control.patch('/settings', (request) => {
    store.settings = settingsSchema.parse({ ...store.settings, ...(request.body as object) });
    return store.settings;
  });
  control.delete('/settings', () => {
    store.settings = usualSettings;
    return store.settings;
  });

  control.put<{ Params: { number: string } }>('/plays/:number', (request, reply) => {
    store.plays.set(number.parse(request.params.number), playSchema.parse(request.body));
    return reply.code(204).send();
  });
  control.delete<{ Params: { number: string } }>('/plays/:number', (request, reply) => {
    store.plays.delete(number.parse(request.params.number));
    return reply.code(204).send();
  });

  control.get('/calls', () => ({
    calls: [...store.calls.values()].map((call) =>
      summaryOf(call, { settings: store.settings, baseUrl: `${sandbox.url}/bland` }),
    ),
  }));
  /** Somebody calls one of the numbers. */
  control.post('/calls', (request, reply) => {
    const { from, to, ...given } = inboundSchema.parse(request.body);
    const called = store.numbers.get(to);
    if (called === undefined) return reply.code(404).send({ message: `${to} is nobody's number with Bland` });
    const play = { ...store.plays.get(from), ...given };
    const call: BlandCall = {
      id: ids.uuid(),
      account: called.account,
      inbound: true,
      from,
      to,
      createdAt: sandbox.now(),
      updatedAt: sandbox.now(),
      asked: {},
      options: called.settings,
      facts: play.facts ?? {},
      queueStatus: 'new',
      durationMs: 0,
      turns: [],
    };
    void runner.start(call, play);
    return reply.code(201).send({ call_id: call.id });
  });
}
