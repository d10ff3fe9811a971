/** What people and tests ask of the pretended Twilio: accounts, settings, and somebody who calls. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { personSchema } from '../../scenarios/people.ts';
import type { Twilio } from './live/context.ts';
import { receiveCall } from './live/place.ts';
import type { Settings } from './resources.ts';
import { presentCall } from './rest/present.ts';

const settingsSchema = z.strictObject({
  callbacks: z.enum(['in-order', 'shuffled']).optional(),
  recordingDelayMs: z.int().min(0).max(3_600_000).optional(),
  handshakeSlash: z.boolean().optional(),
});

const accountSchema = z.strictObject({
  sid: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/)
    .optional(),
  authToken: z.string().min(1).optional(),
  friendlyName: z.string().min(1).optional(),
  keys: z.record(z.string().regex(/^SK[0-9a-fA-F]{32}$/), z.string().min(1)).optional(),
  settings: settingsSchema.optional(),
});

const e164 = z.string().regex(/^\+[1-9]\d{5,14}$/);

const callSchema = z.strictObject({
  from: e164.or(z.literal('anonymous')),
  to: e164,
  callerName: z.string().optional(),
  forwardedFrom: z.string().optional(),
  person: personSchema.optional(),
});

export function mountControl(control: FastifyInstance, twilio: Twilio): void {
  const { store } = twilio;
  const { book } = twilio.sandbox.phones;

  control.get('/accounts', () => ({ accounts: [...store.accounts.values()] }));
  control.post('/accounts', (request, reply) => {
    const read = accountSchema.safeParse(request.body);
    if (!read.success) return reply.code(400).send({ message: z.prettifyError(read.error) });
    const { settings, ...account } = defined(read.data);
    const made = store.addAccount(account);
    made.settings = merged(made.settings, settings);
    return reply.code(201).send(made);
  });
  control.put<{ Params: { sid: string } }>('/accounts/:sid/settings', (request, reply) => {
    const account = store.accounts.get(request.params.sid);
    if (account === undefined) return reply.code(404).send({ message: 'there is no such account' });
    const read = settingsSchema.safeParse(request.body);
    if (!read.success) return reply.code(400).send({ message: z.prettifyError(read.error) });
    account.settings = merged(account.settings, read.data);
    return account.settings;
  });

  control.put<{ Params: { number: string } }>('/people/:number', (request, reply) => {
    const number = e164.safeParse(request.params.number);
    const person = personSchema.safeParse(request.body);
    if (!number.success) return reply.code(400).send({ message: z.prettifyError(number.error) });
    if (!person.success) return reply.code(400).send({ message: z.prettifyError(person.error) });
    book.set(number.data, person.data);
    return reply.code(204).send();
  });

  /** Of all accounts, newest first. */
  control.get('/calls', () => ({ calls: [...store.calls.values()].reverse().map(presentCall) }));
  /** Somebody calls: who is said, else whoever the phone book has under `from`. */
  control.post('/calls', (request, reply) => {
    const read = callSchema.safeParse(request.body);
    if (!read.success) return reply.code(400).send({ message: z.prettifyError(read.error) });
    const number = store.numberOf(read.data.to);
    if (number === undefined)
      return reply.code(404).send({ message: `nobody has the number ${read.data.to}` });
    const person = read.data.person ?? book.find(read.data.from);
    return reply.code(201).send(presentCall(receiveCall(twilio, number, { ...read.data, person }).resource));
  });

  control.get('/notices', () => ({ notices: twilio.notices }));
}

function merged(settings: Settings, change: z.infer<typeof settingsSchema> | undefined): Settings {
  return { ...settings, ...defined(change ?? {}) };
}

/** Without the fields that say nothing. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
