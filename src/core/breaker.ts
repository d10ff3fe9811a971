/**
 * For asking something that may be away or hang, on behalf of somebody who must not wait: after one failure nobody
 * asks for a while, then one tries for all.
 */
import type { Clock } from './clock.ts';
import type { Outage } from './outage.ts';
import { within } from './within.ts';

export interface Breaker {
  /** Undefined where there is no answer in time, or nobody may ask now. */
  ask<T>(question: () => Promise<T>): Promise<T | undefined>;
}

export interface BreakerOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly outage: Outage;
  /** How long one answer may take. */
  readonly patienceMs: number;
  /** How long nobody asks after a failure. */
  readonly pauseMs: number;
}

export function createBreaker({ clock, outage, patienceMs, pauseMs }: BreakerOptions): Breaker {
  let pausedUntil: number | undefined;
  let trying = false;
  const late = () => new Error(`no answer within ${patienceMs} ms`);
  return {
    async ask(question) {
      const isTry = pausedUntil !== undefined;
      if (pausedUntil !== undefined && (trying || clock.monotonicMs() < pausedUntil)) return undefined;
      trying = isTry;
      try {
        const answer = await within(patienceMs, question(), late);
        // One that was asked before the failure says nothing about what came after it.
        if (isTry) pausedUntil = undefined;
        if (pausedUntil === undefined) outage.over();
        return answer;
      } catch (error) {
        pausedUntil = clock.monotonicMs() + pauseMs;
        outage.failed(error);
        return undefined;
      } finally {
        if (isTry) trying = false;
      }
    },
  };
}
