/**
 * What is an organisation's own setting with Bland, what Bland does not document, and where its documentation
 * contradicts itself: everything that a receiver has to be ready for, to be chosen by whoever tries it out.
 */
import { z } from 'zod';

const seconds = z.number().min(0).max(86_400);

export const settingsSchema = z.strictObject({
  /** Signs webhooks; without one there is no signature. By API key for several organisations. */
  webhookSecret: z.string().default(''),
  webhookSecrets: z.record(z.string(), z.string()).default({}),
  /** Whether messages during the call are signed as well: not documented. */
  signMidCall: z.boolean().default(true),
  /** How long to wait before each further attempt of a webhook that was not taken with a 2xx: not documented. */
  retryDelaysSec: z.array(seconds).max(50).default([2, 10, 60, 300, 900]),
  /** The same for messages during the call. */
  midCallRetryDelaysSec: z.array(seconds).max(50).default([]),
  /** Which answers bring another attempt, as none does: "based on the response code", they say, and not how. */
  retryOn: z.enum(['not 2xx', '5xx']).default('not 2xx'),
  /** How long a receiver may take: not documented. */
  webhookTimeoutMs: z.int().min(10).max(120_000).default(10_000),
  queueSec: seconds.default(1),
  /** From the call's end; up to a minute, they say. */
  postCallDelaySec: seconds.default(5),
  /** After the post-call webhook. */
  followUpDelaySec: seconds.default(30),
  /** Waits for citations and sends one webhook with all, where the call's webhook_events name them. */
  delayPostCall: z.boolean().default(false),
  recordingDelaySec: seconds.default(0),
  /** 0: only with the key. Above: that many days without one. -1: for ever. */
  recordingLifespanDays: z.int().min(-1).max(1825).default(0),
  /** The documents say minutes. */
  callLength: z.enum(['minutes', 'seconds']).default('minutes'),
  /** mixed: as in their samples, each field its own way. */
  dates: z.enum(['mixed', 'offset', 'z']).default('mixed'),
  /** What does not apply: mixed leaves it out of webhooks and says null in answers. */
  empties: z.enum(['mixed', 'null', 'absent']).default('mixed'),
  /** Documented as the latest end that max_duration allows; samples hold the real one. */
  endAt: z.enum(['actual', 'deadline']).default('actual'),
  queueStatusAtEnd: z.enum(['complete', 'completed']).default('complete'),
  /** Seconds between two calls to one number. */
  sameNumberSec: seconds.default(10),
  /** In dollars; at zero no call is taken. */
  balance: z.number().default(1_000),
  pricePerMin: z.number().min(0).default(0.14),
  transferPricePerMin: z.number().min(0).default(0.05),
  minimumPrice: z.number().min(0).default(0.015),
});

export type Settings = z.infer<typeof settingsSchema>;

export const usualSettings: Settings = settingsSchema.parse({});
