/** One account at Bland: the organisation whose API key it is. */
import type { Dispatcher } from 'undici';
import type { Account } from '../../telephony.ts';
import { createAsk } from './ask.ts';
import { createExchange, type Limits } from './exchange.ts';
import { hangUp } from './hang-up.ts';
import { listed } from './listed.ts';
import { detailFacts, oneCall } from './one-call.ts';
import { createPlace } from './place.ts';
import { profileOf } from './profile.ts';

export interface BlandAccess {
  /** `https://api.bland.ai`, or where another Bland is. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface BlandOptions {
  readonly limits?: Partial<Limits>;
  readonly pageSize?: number;
  /** When to look for a call whose answer was lost, each so long after the one before. */
  readonly looksMs?: readonly number[];
  readonly now?: () => Date;
}

export function createBlandAccount(
  dispatcher: Dispatcher,
  access: BlandAccess,
  { limits, pageSize, looksMs, now = () => new Date() }: BlandOptions = {},
): Account {
  const exchange = createExchange({ dispatcher, ...access, limits });
  const ask = createAsk(exchange);
  return {
    profile: (signal) => profileOf(ask, signal),
    call: (providerCallId, signal) => oneCall(ask, providerCallId, signal),
    async *recentCalls(since, signal) {
      for await (const { callId, body } of listed(ask, { since, pageSize }, signal)) {
        yield { providerCallId: callId, facts: detailFacts(body, callId) };
      }
    },
    place: createPlace({ exchange, ask, now, looksMs }),
    hangUp: (providerCallId, signal) => hangUp({ exchange, ask }, providerCallId, signal),
  };
}
