/** Questions whose answer is either there or an error. */
import { type Body, isBody } from '../message.ts';
import type { Exchanging, Question } from './exchange.ts';
import { failureOf, goodAnswer, isUnknownHere } from './failures.ts';

export interface Ask {
  /** Fails with ExternalApiError or Unavailable. */
  answer(question: Question, signal: AbortSignal): Promise<Body>;
  /** The same, and undefined where Bland does not know what is asked for. */
  find(question: Question, signal: AbortSignal): Promise<Body | undefined>;
}

export function createAsk(exchange: Exchanging): Ask {
  return {
    async answer(question, signal) {
      const came = await exchange(question, signal);
      const body = goodAnswer(came);
      if (body === undefined) throw failureOf(came, signal);
      return unwrapped(body);
    },
    async find(question, signal) {
      const came = await exchange(question, signal);
      const body = goodAnswer(came);
      if (body !== undefined) return unwrapped(body);
      if (isUnknownHere(came)) return undefined;
      throw failureOf(came, signal);
    },
  };
}

/** The newer one of Bland's two ways of answering puts everything into `data`. */
function unwrapped(body: Body): Body {
  return 'errors' in body && isBody(body.data) ? body.data : body;
}
