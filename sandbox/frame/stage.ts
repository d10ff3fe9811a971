/** What a vendor of calls offers to whoever plays scenarios on it. */
import type { AgentScript, CallResult, Person } from '../calls/types.ts';

/**
 * Where a call's webhooks go. What is not said is looked up at the vendor: the business's own number has addresses
 * there, and belongs to somebody.
 */
export interface Target {
  /** For everything that is not named below. */
  readonly url?: string | undefined;
  /** Twilio: asked for what the call shall do, so that the agent is whatever TwiML it answers. */
  readonly voiceUrl?: string | undefined;
  readonly fallbackUrl?: string | undefined;
  readonly statusUrl?: string | undefined;
  readonly recordingUrl?: string | undefined;
  readonly amdUrl?: string | undefined;
  /** Whose call it is: Twilio's account sid, Bland's API key. */
  readonly account?: string | undefined;
  /** What its webhooks are signed with: Twilio's auth token, Bland's webhook secret. */
  readonly secret?: string | undefined;
}

/** A call to a person that somebody is going to order by the vendor's API. */
export interface ExpectedOrder {
  /** The person's number. */
  readonly other: string;
  readonly person: Person;
  /** Where the target's own TwiML is not the agent. */
  readonly agent: AgentScript;
  /** No webhook waits for another one, where the vendor would send them one after the other. */
  readonly shuffled: boolean;
  /** How much later than usual the recording is ready. */
  readonly recordingLateMs: number;
  /** Told the call's id before anything of it happens. */
  announce(id: string): void;
}

/** A call that begins without anybody's order. */
export interface StageOrder extends ExpectedOrder {
  /** inbound: the person calls the business. */
  readonly direction: 'inbound' | 'outbound';
  /** The business's number. Without one it is the newest that the vendor has an address for. */
  readonly own?: string | undefined;
  readonly ringTimeoutMs?: number | undefined;
  readonly target: Target;
}

export interface StagedCall {
  /** The vendor's. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly agent: 'scenario' | 'target';
  /** Undefined where it ended before anybody was dialled. */
  readonly ended: Promise<CallResult | undefined>;
}

/** `progress`: during the call. `last`: what tells that it has ended, and all that comes only after that. */
export type WebhookClass = 'all' | 'progress' | 'last' | 'recording';

export interface Stage {
  /** The routes of its webhooks, as faults name them. */
  readonly webhooks: Readonly<Record<WebhookClass, readonly string[]>>;
  /** The route of the one that tells that the call has ended. */
  readonly end: string;
  /** The call begins at once. Throws a StageError where it cannot. */
  place(order: StageOrder): StagedCall;
  /** The next call to that number which is ordered by the API is this one; resolves when it is. */
  expect(order: ExpectedOrder): Promise<StagedCall>;
}

interface Expected {
  readonly order: ExpectedOrder;
  readonly came: (call: StagedCall) => void;
}

/** Calls that are expected, by the number that will be called. */
export function createExpectations() {
  const expected = new Map<string, Expected>();
  return {
    expect: (order: ExpectedOrder) =>
      new Promise<StagedCall>((came) => {
        expected.set(order.other, { order, came });
      }),
    /** Once: the call after it is somebody's own again. */
    take(number: string): Expected | undefined {
      const found = expected.get(number);
      expected.delete(number);
      return found;
    },
  };
}

export type Expectations = ReturnType<typeof createExpectations>;

/** What is missing or wrong, for whoever asked. */
export class StageError extends Error {}
