/** Numbers to call from, on connections of a tenant's own to providers that are pretended over their real wire. */
import { randomBytes, randomInt } from 'node:crypto';
import { bland } from '../../sandbox/vendors/bland/index.ts';
import type { ProviderName } from '../../src/providers/telephony/telephony.ts';
import { sandboxForTest } from '../sandbox/helpers/frame.ts';
import { blandCredentials, newSecret, twilioCredentials } from './connections.ts';
import type { World } from './world.ts';

export interface CallingNumber {
  readonly id: string;
  readonly number: string;
  readonly connectionId: string;
}

type Sandbox = { readonly url: string };

export const somebodysNumber = () => `+1415${randomInt(2_000_000, 9_999_999)}`;

export const newKey = () => `a test's call ${randomBytes(9).toString('base64url')}`.replaceAll(' ', '-');

async function put(
  url: string,
  method: string,
  body: object | URLSearchParams,
  headers = {},
): Promise<unknown> {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(!isForm && { 'content-type': 'application/json' }) },
    body: isForm ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

export async function newTwilio({ url }: Sandbox, number: string) {
  const credentials = twilioCredentials();
  const { accountSid: sid, authToken } = credentials;
  await put(`${url}/_sandbox/twilio/accounts`, 'POST', { sid, authToken });
  const basic = Buffer.from(`${sid}:${authToken}`).toString('base64');
  await put(
    `${url}/twilio/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json`,
    'POST',
    new URLSearchParams({ PhoneNumber: number }),
    { authorization: `Basic ${basic}` },
  );
  return { credentials };
}

export async function newBland({ url }: Sandbox) {
  const credentials = blandCredentials();
  const webhookSecret = newSecret();
  const settings = await (await fetch(`${url}/_sandbox/bland/settings`)).json();
  const { webhookSecrets } = settings as { webhookSecrets: Record<string, string> };
  await put(`${url}/_sandbox/bland/settings`, 'PATCH', {
    webhookSecrets: { ...webhookSecrets, [credentials.apiKey]: webhookSecret },
    sameNumberSec: 0,
  });
  return { credentials, webhookSecret };
}

/** The house has to allow itself to reach networks of its own. */
export async function callingFrom(
  { ask }: Pick<World, 'ask'>,
  sandbox: Sandbox,
  provider: ProviderName,
  line: object = {},
): Promise<CallingNumber> {
  const number = somebodysNumber();
  const account = provider === 'twilio' ? await newTwilio(sandbox, number) : await newBland(sandbox);
  const { id: connectionId } = await ask<{ id: string }>('POST', '/v1/connections', {
    name: `${provider}, pretended`,
    ...account,
    simulated: true,
    baseUrl: `${sandbox.url}/${provider}`,
  });
  const { id } = await ask<{ id: string }>('POST', '/v1/numbers', { connectionId, number, ...line });
  return { id, number, connectionId };
}

/** A number of a tenant's own at Bland, which tells Trunkline of its calls as its owner would have set it up. */
export async function simulatingFrom({ ask }: Pick<World, 'ask'>, sandbox: Sandbox): Promise<CallingNumber> {
  const account = await newBland(sandbox);
  const made = await ask<{ id: string; hooks: { webhook: string } }>('POST', '/v1/connections', {
    name: 'Bland, pretended',
    ...account,
    simulated: true,
    baseUrl: `${sandbox.url}/bland`,
  });
  const headers = { authorization: account.credentials.apiKey };
  const bought = await put(`${sandbox.url}/bland/numbers/purchase`, 'POST', { area_code: '415' }, headers);
  const { phone_number: number } = bought as { phone_number: string };
  const settings = { webhook: made.hooks.webhook, webhook_events: ['queue', 'call'], record: false };
  await put(`${sandbox.url}/bland/v1/inbound/${encodeURIComponent(number)}`, 'POST', settings, headers);
  const line = { connectionId: made.id, number, agent: 'Clinic' };
  const { id } = await ask<{ id: string }>('POST', '/v1/numbers', line);
  return { id, number, connectionId: made.id };
}

/** What asks for a call that nobody answers, and under a key of its own. For use within a test. */
export async function unansweredOrder(world: World) {
  const sandbox = await sandboxForTest({ vendors: [bland] });
  const to = somebodysNumber();
  sandbox.phones.book.set(to, { steps: [], ringing: { kind: 'no answer' } });
  const { id: numberId } = await callingFrom(world, sandbox, 'bland');
  const headers = { ...world.headers, 'idempotency-key': newKey() };
  return { body: { numberId, to, task: 'Remind them.' }, headers };
}
