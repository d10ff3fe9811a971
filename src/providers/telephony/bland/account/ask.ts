/** Questions whose answer is either there or an error. */

import type { Body } from '../message.ts';
import type { Exchanging, Question } from './exchange.ts';
import { failureOf, isRefusal, isUnknownHere } from './failures.ts';

export interface Ask {
  /** Fails with ExternalApiError or Unavailable. */
  answer(question: Question, signal: AbortSignal): Promise<Body>;
  /** The same, and undefined where Bland does not know what is asked for. */
  find(question: Question, signal: AbortSignal): Promise<Body | undefined>;
}

export function createAsk(exchange: Exchanging): Ask {
  async function find(question: Question, signal: AbortSignal): Promise<Body | undefined> {
    const came = await exchange(question, signal);
    if (came.outcome !== 'answered') throw failureOf(came, signal);
    if (!isRefusal(came)) return came.body;
    if (isUnknownHere(came)) return undefined;
    throw failureOf(came, signal);
  }
  return {
    find,
    async answer(question, signal) {
      const came = await exchange(question, signal);
      if (came.outcome === 'answered' && !isRefusal(came) && came.body !== undefined) return came.body;
      throw failureOf(came, signal);
    },
  };
}
