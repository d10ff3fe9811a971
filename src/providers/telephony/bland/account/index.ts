/** One account at Bland: the organisation whose API key it is. */
import type { Outbound } from '../../../http.ts';
import type { Account } from '../../telephony.ts';
import { createAsk } from './ask.ts';
import { createExchange } from './exchange.ts';
import { hangUp } from './hang-up.ts';
import { listed } from './listed.ts';
import { detailFacts, oneCall } from './one-call.ts';
import { createPlacing } from './place.ts';
import { profileOf } from './profile.ts';

export interface BlandCredentials {
  readonly apiKey: string;
  /** Opens numbers that were brought from a Twilio account, where they were. */
  readonly encryptedKey?: string | undefined;
}

interface Parts extends BlandCredentials {
  readonly outbound: Pick<Outbound, 'request'>;
  readonly baseUrl: string;
  /** When to look for a call whose answer was lost, each so long after the one before. */
  readonly lookAfterMs: readonly number[];
  readonly pageSize: number;
}

export function createBlandAccount({ lookAfterMs, pageSize, ...access }: Parts): Account {
  const exchange = createExchange(access);
  const ask = createAsk(exchange);
  return {
    profile: (signal) => profileOf(ask, signal),
    call: (providerCallId, signal) => oneCall(ask, providerCallId, signal),
    async *recentCalls(since, signal) {
      for await (const { callId, body } of listed(ask, { since, pageSize }, signal)) {
        yield { providerCallId: callId, facts: detailFacts(body, callId) };
      }
    },
    ...createPlacing({ exchange, ask, lookAfterMs, pageSize }),
    hangUp: (providerCallId, signal) => hangUp({ exchange, ask }, providerCallId, signal),
  };
}
