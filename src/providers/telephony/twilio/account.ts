/** One account at Twilio, by its REST API. */
import { defined } from '../../../core/defined.ts';
import { ExternalApiError } from '../../../core/errors.ts';
import type { Outbound } from '../../http.ts';
import type { Account } from '../telephony.ts';
import { createAsk, refusal } from './account/ask.ts';
import { legFacts, recordingFacts, understood } from './account/facts.ts';
import { all, listed } from './account/list.ts';
import { createPlacing } from './account/place.ts';
import { accountResource, balanceResource, callResource, recordingResource } from './account/resources.ts';

export interface Credentials {
  readonly accountSid: string;
  readonly authToken: string;
  /** Asks in the auth token's place, where there is one. The token alone signs webhooks. */
  readonly apiKey?: { readonly sid: string; readonly secret: string } | undefined;
}

interface Parts extends Credentials {
  readonly outbound: Pick<Outbound, 'request'>;
  readonly baseUrl: string;
  readonly lookAfterMs: readonly number[];
}

/** What Twilio says where a call that is to be ended has ended. */
const notInProgress = 21220;

export function createAccount(parts: Parts): Account {
  const { outbound, baseUrl, accountSid, authToken, apiKey, lookAfterMs } = parts;
  const { sid: user, secret: password } = apiKey ?? { sid: accountSid, secret: authToken };
  const ask = createAsk({ outbound, baseUrl, user, password });
  const root = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
  const calls = `${root}/Calls.json`;
  const list = { path: calls, name: 'calls', item: callResource };
  const callPath = (sid: string) => `${root}/Calls/${encodeURIComponent(sid)}`;

  return {
    async profile(signal) {
      const [account, balance] = await Promise.all([
        ask({ method: 'GET', path: `${root}.json`, signal }),
        // Accounts that another one pays for have none.
        ask({ method: 'GET', path: `${root}/Balance.json`, signal }),
      ]);
      if (!account.ok) throw refusal(account);
      const { friendly_name: name, status } = accountResource.catch({}).parse(account.body);
      const { balance: amount, currency } = balanceResource.catch({}).parse(balance.ok ? balance.body : {});
      return {
        ...defined({ name, status }),
        ...(amount !== undefined && { balance: { amount, ...defined({ currency }) } }),
      };
    },

    async call(providerCallId, signal) {
      const path = callPath(providerCallId);
      const reply = await ask({ method: 'GET', path: `${path}.json`, signal });
      if (!reply.ok && reply.status === 404) return undefined;
      if (!reply.ok) throw refusal(reply);
      const read = callResource.safeParse(reply.body);
      if (!read.success) throw new ExternalApiError('Twilio answered something that is no call.');
      const { providerCallId: of, facts } = understood(read.data);
      const [recordings, legs] = await Promise.all([
        all(ask, { path: `${path}/Recordings.json`, name: 'recordings', item: recordingResource }, signal),
        all(ask, { ...list, query: { ParentCallSid: providerCallId } }, signal),
      ]);
      const recorded = recordings.flatMap((each) => recordingFacts(each, `${baseUrl}${root}/Recordings`));
      return { providerCallId: of, facts: [...facts, ...recorded, ...legs.flatMap(legFacts)] };
    },

    async *recentCalls(since, signal) {
      const query = { 'StartTime>': `${since.toISOString().slice(0, 19)}Z` };
      for await (const call of listed(
        ask,
        { path: calls, name: 'calls', item: callResource, query },
        signal,
      )) {
        yield understood(call);
      }
    },

    ...createPlacing({ ask, path: calls, lookAfterMs }),

    async hangUp(providerCallId, signal) {
      const form = new URLSearchParams({ Status: 'completed' });
      const reply = await ask({ method: 'POST', path: `${callPath(providerCallId)}.json`, form, signal });
      if (!reply.ok && reply.code !== notInProgress) throw refusal(reply);
    },
  };
}
