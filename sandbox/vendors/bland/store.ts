/** All that Bland knows: calls, numbers and agents of every account, and what became of each webhook. */
import { z } from 'zod';
import type { Turn } from '../../calls/index.ts';
import type { Facts, Play } from './play.ts';
import type { AgentSettings, CallRequest } from './request.ts';
import { type Settings, settingsSchema, usualSettings } from './settings.ts';

type QueueStatus = 'new' | 'queued' | 'allocated' | 'started' | 'complete' | 'call_error';
type CallStatus = 'completed' | 'failed' | 'busy' | 'no-answer' | 'canceled';

export interface BlandCall {
  readonly id: string;
  readonly account: string;
  readonly inbound: boolean;
  readonly from: string;
  readonly to: string;
  readonly createdAt: number;
  /** As it was asked for, to the letter. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly options: Partial<CallRequest> & AgentSettings;
  readonly facts: Facts;
  /** Signs its webhooks instead of the organisation's. */
  readonly secret?: string | undefined;
  /** How much later than usual its recording is ready. */
  readonly recordingLateMs?: number | undefined;
  updatedAt: number;
  queueStatus: QueueStatus;
  status?: CallStatus;
  errorMessage?: string;
  answeredBy?: 'human' | 'voicemail' | 'no-answer';
  startedAt?: number;
  answeredAt?: number;
  endedAt?: number;
  durationMs: number;
  endedBy?: 'ASSISTANT' | 'USER';
  turns: readonly Turn[];
  transfer?: { to: string; at: number; endedAt?: number };
}

export interface PhoneNumber {
  readonly account: string;
  readonly number: string;
  readonly createdAt: number;
  /** Of the Twilio account that it was brought from. */
  readonly encryptedKey?: string | undefined;
  settings: AgentSettings;
}

export interface WebAgent {
  readonly account: string;
  readonly id: string;
  settings: AgentSettings;
  /** Each opens one session. */
  tokens: string[];
}

export interface WebhookLog {
  readonly callId: string;
  readonly url: string;
  readonly createdAt: string;
  readonly payload: unknown;
  readonly metadata: {
    sent_at: string;
    response_code: number | null;
    response_time: string;
    send_type: 'spawn' | 'create' | 'resend';
  }[];
}

const mostCalls = 20_000;
const lost = {
  queueStatus: 'call_error',
  status: 'failed',
  errorMessage: 'Call failed.',
} as const;

const byKey = <T extends z.ZodRawShape>(shape: T) => z.array(z.tuple([z.string(), z.looseObject(shape)]));
const record = z.record(z.string(), z.unknown());
const savedSchema = z.object({
  settings: settingsSchema.partial(),
  calls: byKey({
    id: z.string(),
    account: z.string(),
    from: z.string(),
    to: z.string(),
    createdAt: z.number(),
    updatedAt: z.number(),
    durationMs: z.number(),
    asked: record,
    options: record,
    facts: record,
    turns: z.array(
      z.looseObject({ who: z.string(), text: z.string(), startMs: z.number(), endMs: z.number() }),
    ),
  }),
  numbers: byKey({ account: z.string(), number: z.string(), settings: record }),
  agents: byKey({ account: z.string(), id: z.string(), settings: record, tokens: z.array(z.string()) }),
  webhooks: byKey({ callId: z.string(), url: z.string(), metadata: z.array(record) }),
  plays: byKey({}),
});

export function createStore() {
  const calls = new Map<string, BlandCall>();
  const numbers = new Map<string, PhoneNumber>();
  const agents = new Map<string, WebAgent>();
  const webhooks = new Map<string, WebhookLog>();
  const plays = new Map<string, Play>();
  let settings = usualSettings;

  const parts = { calls, numbers, agents, webhooks, plays };
  return {
    ...parts,
    get settings(): Settings {
      return settings;
    },
    set settings(next: Settings) {
      settings = next;
    },
    addCall(call: BlandCall): void {
      calls.set(call.id, call);
      for (const [id, { status }] of calls) {
        if (calls.size <= mostCalls) break;
        if (status === undefined) continue;
        calls.delete(id);
        webhooks.delete(id);
      }
    },
    /** What belongs to another account is not there. */
    callOf: (account: string, id: unknown): BlandCall | undefined => owned(calls, account, id),
    numberOf: (account: string, number: unknown): PhoneNumber | undefined => owned(numbers, account, number),
    agentOf: (account: string, id: unknown): WebAgent | undefined => owned(agents, account, id),
    schema: savedSchema,
    save: () => ({
      settings,
      ...Object.fromEntries(Object.entries(parts).map(([name, map]) => [name, [...map]])),
    }),
    load(saved: unknown): void {
      const from = (saved ?? {}) as Record<string, [string, never][]>;
      for (const [name, map] of Object.entries(parts)) {
        map.clear();
        for (const [key, value] of from[name] ?? []) map.set(key, value);
      }
      settings = { ...usualSettings, ...from.settings };
      // Nobody is on the line any more, and nobody will tell of it.
      for (const call of calls.values()) {
        if (call.status === undefined) Object.assign(call, lost);
      }
    },
  };
}

export type Store = ReturnType<typeof createStore>;

function owned<T extends { account: string }>(
  map: Map<string, T>,
  account: string,
  id: unknown,
): T | undefined {
  const found = typeof id === 'string' ? map.get(id) : undefined;
  return found?.account === account ? found : undefined;
}
