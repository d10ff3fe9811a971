/** What a scenario file holds. */
import { z } from 'zod';
import { agentSchema, personSchema } from './people.ts';
import { duration } from './shorthand.ts';

const number = z.string().regex(/^\+[1-9]\d{5,14}$/, 'a phone number is written like "+15550101", in quotes');

/** Webhooks by what they tell, whatever a provider calls them. */
const webhook = z.enum([
  'all',
  /** During the call. */
  'progress',
  /** The one that tells that the call has ended, and with it everything that follows. */
  'last',
  'recording',
]);

const troubleSchema = z.strictObject({
  /** What the network does to them. */
  webhooks: webhook,
  are: z.enum(['lost', 'doubled', 'late', 'shuffled', 'badly signed', 'refused', 'slow to be answered']),
  /** late, slow: by how much. shuffled: at most. */
  by: duration.optional(),
  /** How many of them are struck, from 0 to 1. */
  chance: z.number().min(0).max(1).default(1),
  /** So many in the whole call, and then no more. */
  times: z.int().positive().optional(),
  /** No more than the first so many attempts of each. */
  attempts: z.int().positive().optional(),
  /** doubled: how many more there are of each. */
  copies: z.int().positive().max(100).optional(),
});

const expectedSchema = z.strictObject({
  outcome: z.enum(['completed', 'busy', 'no-answer', 'rejected', 'failed', 'canceled']),
  'ended by': z.enum(['person', 'agent', 'network']),
  'answered by': z.enum(['human', 'machine', 'nobody']),
  /** Pieces of what is said, in this order. */
  said: z.array(z.string()).default([]),
  /** Keys that the person pressed. */
  keys: z.string().default(''),
  'transferred to': number.optional(),
  /** How whoever receives the webhooks comes to know that the call has ended. */
  'learnt by': z.enum(['webhook', 'asking']).default('webhook'),
});

export const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  about: z.string().min(1),
  /** Over which of them it can be played; on Twilio the agent's side is the receiver's TwiML. */
  providers: z.array(z.enum(['bland', 'twilio'])).min(1),
  /** inbound: the person calls. */
  direction: z.enum(['inbound', 'outbound']),
  from: number.optional(),
  to: number.optional(),
  'ring timeout': duration.optional(),
  person: personSchema,
  agent: agentSchema,
  network: z.array(troubleSchema).default([]),
  expect: expectedSchema,
});

export type Trouble = z.infer<typeof troubleSchema>;
export type Scenario = z.infer<typeof scenarioSchema>;
