/** What may be asked of the player. */
import { z } from 'zod';
import { providers } from './report.ts';

const number = z.string().regex(/^\+[1-9]\d{5,14}$/, 'a phone number is written like +15550101');
const address = z.url({ protocol: /^https?$/, error: 'this is no http or https address' });

const targetSchema = z.strictObject({
  url: address.optional(),
  voiceUrl: address.optional(),
  fallbackUrl: address.optional(),
  statusUrl: address.optional(),
  recordingUrl: address.optional(),
  amdUrl: address.optional(),
  account: z.string().min(1).optional(),
  secret: z.string().min(1).optional(),
});

const wish = {
  provider: z.enum(providers).optional(),
  from: number.optional(),
  to: number.optional(),
  target: targetSchema.optional(),
};
/** All of them without it. */
const scenarios = z.array(z.string()).min(1).optional();
const rate = z.number().positive().max(1_000);

export const callRequest = z.strictObject({
  scenario: z.string(),
  /** Not placed: it is what becomes of the next call to that number that is ordered by the provider's API. */
  await: z.boolean().optional(),
  ...wish,
});

export const callsQuery = z.object({ limit: z.coerce.number().int().min(1).default(100) });

export const runRequest = z.strictObject({
  ...wish,
  scenarios,
  count: z.int().min(1).max(10_000).default(1),
  rate: rate.default(5),
  seed: z.string().default('1'),
  faults: z.number().min(0).max(1).default(0),
});

export const trafficRequest = z.strictObject({
  ...wish,
  scenarios,
  callsPerDay: z.number().positive().max(1_000_000).default(600),
  rate: rate.default(1),
  seed: z.string().default('1'),
});
