/** What is told of a call that was played: what was said and done, and what became of every webhook. */
import type { Turn } from '../calls/types.ts';
import type { WebhookReport } from './books.ts';

export const providers = ['bland', 'twilio'] as const;
export type Provider = (typeof providers)[number];

export interface Check {
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly met: boolean;
}

export interface CallReport {
  /** The provider's; of a call that is still expected, one of the player's own. */
  readonly id: string;
  readonly scenario: string;
  readonly provider: Provider;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string | undefined;
  readonly to: string;
  /** Who spoke for the business: the scenario's agent, or the TwiML of whoever got the webhooks. */
  readonly agent: 'scenario' | 'target' | undefined;
  /**
   * expected: nobody has ordered it yet. waiting: for its turn to be dialled. telling: over, with webhooks still on their
   * way. settled: nothing comes any more.
   */
  readonly state: 'expected' | 'waiting' | 'ringing' | 'talking' | 'telling' | 'settled';
  readonly placedAt: string | undefined;
  readonly answeredAt: string | undefined;
  readonly endedAt: string | undefined;
  /** From answer to end, in scenario time. */
  readonly durationMs: number;
  readonly conversation: readonly Pick<Turn, 'who' | 'text' | 'language' | 'startMs' | 'endMs' | 'cut'>[];
  readonly webhooks: readonly WebhookReport[];
  /** Expected against actual; empty until it has settled. */
  readonly checks: readonly Check[];
  /** Whether all of them are met; undefined until it has settled. */
  readonly met: boolean | undefined;
}
