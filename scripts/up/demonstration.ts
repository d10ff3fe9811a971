/**
 * Connects a tenant to the sandbox, as its owner would connect it to the real providers: an account and a number at
 * each, told to Trunkline, and Trunkline's addresses told to them. Everything that is there already stays.
 */
import type { App } from '../../src/app.ts';
import type { Connection, NewConnection } from '../../src/contract/connections.ts';
import type { NewNumber } from '../../src/contract/numbers.ts';
import type { Caller } from '../../src/core/caller.ts';

const greeting = {
  say: 'Thank you for calling the demonstration of Trunkline. Please leave a message after the tone.',
  language: 'en-US',
  record: true,
};

/** The sandbox has them from the beginning. */
const twilio = {
  provider: 'twilio',
  accountSid: 'AC00000000000000000000000000000001',
  authToken: 'sandbox0000000000000000000000001',
} as const;
const bland = { provider: 'bland', apiKey: 'org_demonstration_at_the_sandbox' } as const;
const blandSecret = 'demonstration-webhook-secret';

const twilioNumber = '+14155550101';
const blandEvents = ['queue', 'call', 'latency', 'citations', 'post_transfer_transcript'];

type Services = Pick<App, 'connections' | 'numbers'>;

export async function connectSandbox(services: Services, caller: Caller, sandbox: string): Promise<void> {
  const atTwilio = await connected(services, caller, {
    name: 'Twilio, in the sandbox',
    credentials: twilio,
    simulated: true,
    baseUrl: `${sandbox}/twilio`,
  });
  await configureTwilio(sandbox, atTwilio);
  const greeted = { connectionId: atTwilio.id, number: twilioNumber, agent: 'Greeting', greeting };
  await numbered(services, caller, greeted);
  const atBland = await connected(services, caller, {
    name: 'Bland, in the sandbox',
    credentials: bland,
    webhookSecret: blandSecret,
    simulated: true,
    baseUrl: `${sandbox}/bland`,
  });
  const number = await configureBland(sandbox, atBland);
  await numbered(services, caller, { connectionId: atBland.id, number, agent: 'Clinic' });
}

/** The sandbox may have another port than last time. */
async function connected(
  { connections }: Services,
  caller: Caller,
  wanted: NewConnection & { baseUrl: string },
): Promise<Connection> {
  const { items } = await connections.list(caller, { limit: 100 });
  const { provider } = wanted.credentials;
  const known = items.find((each) => each.simulated && each.provider === provider);
  if (known === undefined) return connections.create(caller, wanted);
  const { id, rev, baseUrl } = known;
  if (baseUrl === wanted.baseUrl) return known;
  return connections.change(caller, id, { rev, baseUrl: wanted.baseUrl });
}

async function numbered({ numbers }: Services, caller: Caller, wanted: NewNumber): Promise<void> {
  const { items } = await numbers.list(caller, { limit: 100 });
  if (!items.some(({ number }) => number === wanted.number)) await numbers.create(caller, wanted);
}

/** Trunkline, too, may have another port. */
async function configureTwilio(sandbox: string, { hooks }: Connection): Promise<void> {
  const basic = Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64');
  const headers = { authorization: `Basic ${basic}` };
  const root = `${sandbox}/twilio/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers`;
  const query = new URLSearchParams({ PhoneNumber: twilioNumber });
  const found = (await told(`${root}.json?${query}`, { headers })) as {
    incoming_phone_numbers: { sid: string }[];
  };
  const [number] = found.incoming_phone_numbers;
  await told(number === undefined ? `${root}.json` : `${root}/${number.sid}.json`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      PhoneNumber: twilioNumber,
      VoiceUrl: hooks.voice ?? '',
      VoiceFallbackUrl: hooks.fallback ?? '',
      StatusCallback: hooks.status ?? '',
    }),
  });
}

/** Resolves with the number. */
async function configureBland(sandbox: string, { hooks }: Connection): Promise<string> {
  const headers = { authorization: bland.apiKey, 'content-type': 'application/json' };
  const ask = (path: string, body: object, method = 'POST') =>
    told(`${sandbox}${path}`, { method, headers, body: JSON.stringify(body) });
  // What an owner sets in Bland's portal.
  await ask('/_sandbox/bland/settings', { webhookSecret: blandSecret }, 'PATCH');
  const { inbound_numbers: own } = (await told(`${sandbox}/bland/v1/inbound`, { headers })) as {
    inbound_numbers: { phone_number: string }[];
  };
  const number = own[0]?.phone_number ?? (await bought(ask));
  await ask(`/bland/v1/inbound/${encodeURIComponent(number)}`, {
    webhook: hooks.webhook,
    webhook_events: blandEvents,
    record: true,
  });
  return number;
}

async function bought(ask: (path: string, body: object) => Promise<unknown>): Promise<string> {
  const answer = (await ask('/bland/numbers/purchase', { area_code: '415' })) as { phone_number: string };
  return answer.phone_number;
}

async function told(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  if (response.ok) return response.json();
  throw new Error(`The sandbox refused ${url} with ${response.status}: ${await response.text()}`);
}
