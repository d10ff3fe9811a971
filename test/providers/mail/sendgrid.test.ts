/** Mails over SendGrid's real wire, which the sandbox speaks: what leaves us, and what each answer means. */
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { NewFaultRule } from '../../../sandbox/frame/faults.ts';
import type { Message } from '../../../sandbox/vendors/sendgrid/inbox.ts';
import type { OutgoingMail, Sent } from '../../../src/providers/mail/mailer.ts';
import { openSendGrid } from '../../../src/providers/mail/sendgrid.ts';
import { freePort } from '../../helpers/free-port.ts';
import { sandboxForTest } from '../../sandbox/helpers/frame.ts';
import { asked, refused } from '../../sandbox/helpers/sendgrid-spec.ts';

const secret = 'https://calls.example.com/password#token=only-for-the-reader';

const mail: OutgoingMail = {
  id: 'mail_0000000000000000000000000a',
  category: 'password-reset',
  to: 'ada.lovelace@example.com',
  subject: 'Choose a new password ✓',
  text: `Follow ${secret}`,
  html: `<p>Follow <a href="${secret}">this</a></p>`,
};

async function sendgrid({ key = 'SG.test.key', from = 'calls@example.com', withinMs = 15_000 } = {}) {
  const sandbox = await sandboxForTest({ speed: 1_000 });
  const mailer = mailerTo(`${sandbox.url}/sendgrid`, { key, from, withinMs });
  return {
    sandbox,
    send: (change: Partial<OutgoingMail> = {}) => mailer.send({ ...mail, ...change }, never),
    async inbox() {
      const response = await fetch(`${sandbox.url}/_sandbox/sendgrid/messages`);
      return ((await response.json()) as { messages: Message[] }).messages;
    },
  };
}

const never = new AbortController().signal;

function mailerTo(url: string, { key = 'SG.test.key', from = 'calls@example.com', withinMs = 15_000 } = {}) {
  const config = {
    SENDGRID_API_KEY: key,
    SENDGRID_BASE_URL: url,
    MAIL_FROM: from,
    MAIL_FROM_NAME: 'Trunkline "calls"',
  };
  const mailer = openSendGrid(config, { withinMs });
  onTestFinished(() => mailer.close());
  return mailer;
}

/** Nothing of the reader, of the mail or of the key. */
function expectDiscreet(sent: Sent) {
  expect(JSON.stringify(sent)).not.toMatch(/lovelace|only-for|Follow|SG\./i);
}

test('a mail is in the inbox as it was meant, and our request is what the vendor describes', async () => {
  const { sandbox, send, inbox } = await sendgrid();
  const sent = await send();
  const [message, ...others] = await inbox();
  expect(others).toEqual([]);
  expect(sent).toEqual({ taken: 'yes', providerId: message?.messageId });
  expect(message).toMatchObject({
    from: { email: 'calls@example.com', name: 'Trunkline "calls"' },
    to: [{ email: mail.to }],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    categories: ['password-reset'],
    customArgs: { mailId: mail.id },
    headers: { 'Message-ID': `<${mail.id}@example.com>` },
  });
  const [entry] = sandbox.journal.list({ vendor: 'sendgrid' });
  const body = JSON.parse(entry?.requestBody ?? '');
  asked?.(body);
  expect(asked?.errors ?? null).toBeNull();
  // A link that was rewritten would lead a token through another server.
  expect(body.tracking_settings).toEqual({
    click_tracking: { enable: false },
    open_tracking: { enable: false },
  });
});

describe('not taken, and worth another attempt', () => {
  test.each<[string, NewFaultRule, { reason: string; retryAfterMs?: number }]>([
    [
      '429',
      { kind: 'rate-limit', retryAfterSec: 7 },
      { reason: 'SendGrid answered 429', retryAfterMs: 7_000 },
    ],
    ['500', { kind: 'status', status: 500 }, { reason: 'SendGrid answered 500' }],
    ['503', { kind: 'status', status: 503 }, { reason: 'SendGrid answered 503' }],
  ])('%s', async (_name, fault, { reason, retryAfterMs }) => {
    const { sandbox, send, inbox } = await sendgrid();
    sandbox.faults.add({ ...fault, vendor: 'sendgrid', times: 1 });
    expect(await send()).toEqual({ taken: 'no', retryable: true, retryAfterMs, reason });
    expect(await inbox()).toEqual([]);
    expect(await send()).toMatchObject({ taken: 'yes' });
  });

  test('nobody listens', async () => {
    const sent = await mailerTo(`http://127.0.0.1:${await freePort()}`).send(mail, never);
    expect(sent).toMatchObject({
      taken: 'no',
      retryable: true,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    expectDiscreet(sent);
  });

  test('its name has no address', async () => {
    const sent = await mailerTo('http://sendgrid.invalid').send(mail, never);
    expect(sent).toMatchObject({ taken: 'no', retryable: true });
  });

  test('somebody else answers, with a certificate that nobody vouches for', async () => {
    const server = createServer((socket) => socket.resume().end('HTTP/1.1 200 OK\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const sent = await mailerTo(`https://127.0.0.1:${port}`).send(mail, never);
    expect(sent.taken).not.toBe('yes');
    expectDiscreet(sent);
  });
});

describe('not taken, and never will be', () => {
  test.each([
    [
      '400, and the field that is wrong',
      {},
      { to: 'lovelace' },
      'SendGrid answered 400 about personalizations.0.to.0.email',
    ],
    ['401, a key that was revoked', { key: 'SG.revoked.key' }, {}, 'SendGrid answered 401'],
    ['403, a key that may not send', { key: 'SG.readonly.key' }, {}, 'SendGrid answered 403'],
    [
      '403, a sender that nobody has verified',
      { from: 'unverified@example.com' },
      {},
      'SendGrid answered 403',
    ],
  ])('%s', async (_name, options, change, reason) => {
    const { sandbox, send, inbox } = await sendgrid(options);
    const sent = await send(change);
    expect(sent).toEqual({ taken: 'no', retryable: false, retryAfterMs: undefined, reason });
    expectDiscreet(sent);
    expect(await inbox()).toEqual([]);
    const [entry] = sandbox.journal.list({ vendor: 'sendgrid' });
    refused?.(JSON.parse(entry?.responseBody ?? ''));
    expect(refused?.errors ?? null).toBeNull();
  });
});

describe('nobody knows', () => {
  test.each<[string, NewFaultRule, number]>([
    ['cut off', { kind: 'cut' }, 0],
    ['no answer in time', { kind: 'hang' }, 0],
    ['done, and the answer lost', { kind: 'answer-lost' }, 1],
  ])('%s', async (_name, fault, arrived) => {
    const { sandbox, send, inbox } = await sendgrid({ withinMs: 1_000 });
    sandbox.faults.add({ ...fault, vendor: 'sendgrid', times: 1 });
    const sent = await send();
    expect(sent).toMatchObject({ taken: 'unknown' });
    expectDiscreet(sent);
    expect(await inbox()).toHaveLength(arrived);
  });

  test('the process ends meanwhile', async () => {
    const { sandbox } = await sendgrid();
    sandbox.faults.add({ kind: 'hang', vendor: 'sendgrid' });
    const end = new AbortController();
    const sending = mailerTo(`${sandbox.url}/sendgrid`).send(mail, end.signal);
    await vi.waitFor(() => expect(sandbox.journal.list({ vendor: 'sendgrid' })).toHaveLength(1), 10_000);
    end.abort();
    expect(await sending).toMatchObject({ taken: 'unknown' });
  });
});

test('a redirect is not followed: the key goes to SendGrid alone', async () => {
  const asked: string[] = [];
  const server = createServer((socket) =>
    socket.once('data', (data) => {
      asked.push(data.toString());
      socket
        .resume()
        .end('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  expect(await mailerTo(`http://127.0.0.1:${port}`).send(mail, never)).toMatchObject({
    taken: 'no',
    retryable: false,
    reason: 'SendGrid answered 302',
  });
  expect(asked).toHaveLength(1);
});

test('a proxy of the environment is not used', async () => {
  const { send, inbox } = await sendgrid();
  vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1');
  vi.stubEnv('http_proxy', 'http://127.0.0.1:1');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await send()).toMatchObject({ taken: 'yes' });
  expect(await inbox()).toHaveLength(1);
});
