/** The event webhook: what becomes of a mail is told, signed, and told again until it is heard. */
import { EventWebhook } from '@sendgrid/eventwebhook';
import { describe, expect, test } from 'vitest';
import { eventually, type Received, receiver } from '../../helpers/frame.ts';
import { plain, sendgrid } from './helpers.ts';

interface Event {
  email: string;
  event: string;
  timestamp: number;
  sg_event_id: string;
  sg_message_id: string;
  [more: string]: unknown;
}

const allOn = Object.fromEntries(
  [
    'processed',
    'delivered',
    'bounce',
    'deferred',
    'dropped',
    'open',
    'click',
    'spam_report',
    'unsubscribe',
  ].map((name) => [name, true]),
);

async function listening(switches: Record<string, boolean> = allOn, answer?: Parameters<typeof receiver>[0]) {
  const started = await sendgrid();
  const hook = await receiver(answer);
  await started.client.request({
    method: 'PATCH',
    url: '/v3/user/webhooks/event/settings',
    body: { enabled: true, url: `${hook.url}/events`, ...switches },
  });
  const events = () => hook.received.flatMap(({ body }) => JSON.parse(body) as Event[]);
  const until = (count: number) => eventually(() => (events().length >= count ? events() : undefined));
  return { ...started, hook, events, until };
}

describe('by the address of who gets it', () => {
  test.each([
    ['anybody', ['processed', 'delivered']],
    ['bounce', ['processed', 'bounce']],
    ['blocked+7', ['processed', 'bounce']],
    ['dropped', ['dropped']],
    ['deferred', ['processed', 'deferred', 'delivered']],
    ['spam', ['processed', 'delivered', 'spamreport']],
    ['open', ['processed', 'delivered', 'open']],
    ['click', ['processed', 'delivered', 'click']],
    ['unsubscribe', ['processed', 'delivered', 'unsubscribe']],
  ])('%s: %j', async (name, expected) => {
    const { mail, until, inbox } = await listening();
    const to = `${name}@example.com`;
    await mail.send({ ...plain, to, categories: ['invitation'], customArgs: { tenant: 'one' } });
    const events = await until(expected.length);
    expect(events.map(({ event }) => event)).toEqual(expected);
    const [message] = await inbox();
    for (const event of events) {
      expect(event).toMatchObject({ email: to, category: ['invitation'], tenant: 'one' });
      expect(event.sg_message_id).toContain(message?.messageId);
    }
    expect(new Set(events.map((event) => event.sg_event_id)).size).toBe(expected.length);
    expect(events.map((event) => event.timestamp)).toEqual(events.map((event) => event.timestamp).toSorted());
  });
});

test('only what was asked for is told', async () => {
  const { mail, until, client } = await listening({ bounce: true });
  for (const name of ['somebody', 'click', 'bounce'])
    await mail.send({ ...plain, to: `${name}@example.com` });
  expect(await until(1)).toMatchObject([{ event: 'bounce' }]);
  const [{ body }] = await client.request({ method: 'GET', url: '/v3/user/webhooks/event/settings' });
  expect(body).toMatchObject({ enabled: true, bounce: true, delivered: false });
});

test("the vendor's own verifier takes what is signed, and nothing that was changed", async () => {
  const { mail, until, client, hook } = await listening();
  const [{ body }] = await client.request({
    method: 'PATCH',
    url: '/v3/user/webhooks/event/settings/signed',
    body: { enabled: true },
  });
  const verifier = new EventWebhook();
  const key = verifier.convertPublicKeyToECDSA((body as { public_key: string }).public_key);
  for (let index = 0; index < 20; index += 1)
    await mail.send({
      ...plain,
      to: `person${index}@example.com`,
      customArgs: { odd: `“${index}” \u2028` },
    });
  await until(40);
  const verified = ({ body, headers }: Received, change = '') =>
    verifier.verifySignature(
      key,
      body + change,
      String(headers['x-twilio-email-event-webhook-signature']),
      String(headers['x-twilio-email-event-webhook-timestamp']),
    );
  expect(hook.received.map((each) => verified(each))).not.toContain(false);
  expect(hook.received.map((each) => verified(each, ' '))).not.toContain(true);
});

test('what was refused is told again, the same to the letter', async () => {
  let refusals = 3;
  const { mail, hook, sandbox } = await listening(allOn, (_each, response) => {
    response.statusCode = refusals > 0 ? 500 : 200;
    refusals -= 1;
    response.end();
  });
  await mail.send({ ...plain, to: 'dropped@example.com' });
  const told = () => sandbox.journal.list({ direction: 'out' });
  await eventually(() => (told().length >= 4 ? true : undefined));
  expect(new Set(hook.received.map(({ body }) => body)).size).toBe(1);
  expect(told().map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, 500],
    [2, 500],
    [3, 500],
    [4, 200],
  ]);
});

test('a test sends one of each kind to any address', async () => {
  const { client, hook, until } = await listening({});
  await client.request({ method: 'POST', url: '/v3/user/webhooks/event/test', body: { url: hook.url } });
  const kinds = (await until(8)).map(({ event }) => event);
  expect(new Set(kinds).size).toBe(kinds.length);
});
