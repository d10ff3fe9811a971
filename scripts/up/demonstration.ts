/**
 * Connects a tenant to the sandbox, as its owner would connect it to the real providers: an account and a number at
 * each, told to Trunkline, and Trunkline's addresses told to them. Everything that is there already stays.
 */
import type { App } from '../../src/app.ts';
import type { Connection } from '../../src/contract/connections.ts';
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

export async function connectSandbox(
  { connections, numbers }: Pick<App, 'connections' | 'numbers'>,
  caller: Caller,
  sandbox: string,
): Promise<void> {
  const { items } = await connections.list(caller, { limit: 100 });
  const known = (baseUrl: string) => items.find((each) => each.baseUrl === baseUrl);
  if (known(`${sandbox}/twilio`) === undefined) {
    const connection = await connections.create(caller, {
      name: 'Twilio, in the sandbox',
      credentials: twilio,
      simulated: true,
      baseUrl: `${sandbox}/twilio`,
    });
    await configureTwilio(sandbox, connection);
    const number = { connectionId: connection.id, number: twilioNumber, agent: 'Greeting', greeting };
    await numbers.create(caller, number);
  }
  if (known(`${sandbox}/bland`) === undefined) {
    const connection = await connections.create(caller, {
      name: 'Bland, in the sandbox',
      credentials: bland,
      webhookSecret: blandSecret,
      simulated: true,
      baseUrl: `${sandbox}/bland`,
    });
    const number = await configureBland(sandbox, connection);
    await numbers.create(caller, { connectionId: connection.id, number, agent: 'Clinic' });
  }
}

async function configureTwilio(sandbox: string, { hooks }: Connection): Promise<void> {
  const basic = Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64');
  await told(`${sandbox}/twilio/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      PhoneNumber: twilioNumber,
      VoiceUrl: hooks.voice ?? '',
      VoiceFallbackUrl: hooks.fallback ?? '',
      StatusCallback: hooks.status ?? '',
    }),
  });
}

/** Resolves with the number that was bought. */
async function configureBland(sandbox: string, { hooks }: Connection): Promise<string> {
  const headers = { authorization: bland.apiKey, 'content-type': 'application/json' };
  const ask = (path: string, body: object, method = 'POST') =>
    told(`${sandbox}${path}`, { method, headers, body: JSON.stringify(body) });
  // What an owner sets in Bland's portal.
  await ask('/_sandbox/bland/settings', { webhookSecret: blandSecret }, 'PATCH');
  const bought = (await ask('/bland/numbers/purchase', { area_code: '415' })) as {
    data?: { phone_number?: string };
    phone_number?: string;
  };
  const number = bought.phone_number ?? bought.data?.phone_number ?? '';
  await ask(`/bland/v1/inbound/${encodeURIComponent(number)}`, {
    webhook: hooks.webhook,
    webhook_events: blandEvents,
    record: true,
  });
  return number;
}

async function told(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, init);
  if (response.ok) return response.json();
  throw new Error(`The sandbox refused ${url} with ${response.status}: ${await response.text()}`);
}
