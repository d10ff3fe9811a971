/** A pretended Twilio, an account at it, and hooks that take what it sends as Trunkline does. */
import { expect, onTestFinished } from 'vitest';
import type { Person } from '../../../../sandbox/calls/types.ts';
import { firstAccount } from '../../../../sandbox/vendors/twilio/store.ts';
import type { Fact } from '../../../../src/core/calls/facts.ts';
import type { OutboundLimits } from '../../../../src/providers/http.ts';
import type { Message } from '../../../../src/providers/telephony/telephony.ts';
import type { Credentials } from '../../../../src/providers/telephony/twilio/account.ts';
import { openTwilioAccounts } from '../../../../src/providers/telephony/twilio/accounts.ts';
import { twilioWebhooks } from '../../../../src/providers/telephony/twilio/webhooks.ts';
import { fold } from '../../../../src/services/calls/fold/index.ts';
import { type Received, receiver } from '../../../sandbox/helpers/frame.ts';

export const never = new AbortController().signal;
export const credentials: Credentials = { accountSid: firstAccount.sid, authToken: firstAccount.authToken };

interface AccountOptions extends Partial<Credentials> {
  readonly limits?: Partial<OutboundLimits>;
}

export function accountAt(url: string, { limits = {}, ...more }: AccountOptions = {}) {
  const config = { TWILIO_BASE_URL: url, EGRESS_PORTS: [443], EGRESS_ALLOWED_NETWORKS: ['127.0.0.0/8'] };
  const accounts = openTwilioAccounts(config, { limits, lookAfterMs: [0, 50, 200] });
  onTestFinished(() => accounts.close());
  return accounts.account({ ...credentials, ...more });
}

export interface Took extends Message {
  readonly key: string;
  readonly providerCallIds: readonly string[];
  readonly facts: readonly Fact[];
  readonly token: string;
}

/** Verifies, keys and interprets each request; the answer is by route. */
export async function hooks(answers: Partial<Record<string, (sent: Took) => string>> = {}) {
  const taken: Took[] = [];
  const refused: unknown[] = [];
  const server = await receiver((received, response) => {
    const sent = take(received);
    if (sent === undefined) {
      refused.push(received);
      return response.writeHead(401).end();
    }
    taken.push(sent);
    const answer = answers[sent.route]?.(sent);
    if (answer === undefined) return response.writeHead(204).end();
    return response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(answer);
  });
  return {
    url: `${server.url}/hooks/twilio/conn_1`,
    taken,
    refused,
    of: (route: string) => taken.filter((each) => each.route === route),
    /** Of one call, each once. */
    factsOf: (providerCallId: string) =>
      unique(
        taken.filter((each) => each.providerCallIds.includes(providerCallId)).flatMap(({ facts }) => facts),
      ),
  };
}

function take({ url, headers, body: text }: Received): Took | undefined {
  const body = Buffer.from(text);
  const contentType = headers['content-type'];
  const urls = [`https://elsewhere.example.com${url}`, `http://${headers.host}${url}`];
  const signing = { accountId: firstAccount.sid, secrets: ['an older one', firstAccount.authToken] };
  const verdict = twilioWebhooks.verify({ urls, headers, contentType, body }, signing);
  if (!verdict.good) return undefined;
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const message = { route: pathname.split('/').at(-1) ?? '', body: verdict.bytes, contentType, query };
  const understood = twilioWebhooks.interpret(message);
  return {
    ...message,
    key: twilioWebhooks.keyOf(message) ?? '',
    providerCallIds: understood.map(({ providerCallId }) => providerCallId),
    facts: understood.flatMap(({ facts }) => facts),
    token: String(headers['i-twilio-idempotency-token']),
  };
}

export const unique = (facts: readonly Fact[]): Fact[] => [
  ...new Map(facts.map((fact) => [fact.key, fact])).values(),
];

const heardAt = new Date('2026-11-20T10:00:00Z');
export const folded = (facts: readonly Fact[]) => fold(facts.map((fact) => ({ ...fact, heardAt })));

export const kinds = (facts: readonly Fact[]) => facts.map(({ kind }) => kind).sort();

/** Neither the account's secret nor a phone number. */
export function expectDiscreet(error: unknown): void {
  const seen = new Set<unknown>();
  for (let each = error; each instanceof Error && !seen.has(each); each = each.cause) {
    seen.add(each);
    const text = `${each.message} ${JSON.stringify(each, Object.getOwnPropertyNames(each))}`;
    expect(text).not.toContain(firstAccount.authToken);
    expect(text).not.toContain(
      Buffer.from(`${firstAccount.sid}:${firstAccount.authToken}`).toString('base64'),
    );
    expect(text).not.toMatch(/\+1\d{10}/);
  }
}

export const quick = (steps: Person['steps'] = [], rest: Partial<Person> = {}): Person => ({
  steps,
  patienceMs: 300_000,
  ringing: { kind: 'answers', afterMs: 1_000 },
  ...rest,
});
