/** SendGrid's mail/send, through its own client. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { asked, refused } from '../../helpers/sendgrid-spec.ts';
import { apiKey, plain, refusal, sendgrid } from './helpers.ts';

describe('202', () => {
  test('a mail with all that it may hold is kept as it is read', async () => {
    const { mail, inbox, sandbox } = await sendgrid();
    const [response] = await mail.send({
      from: { email: 'from@example.com', name: 'Fröm "the" <sender>' },
      replyTo: 'answers@example.com',
      subject: 'Für {{name}}',
      content: [
        { type: 'text/plain', value: 'Hello {{name}}' },
        { type: 'text/html', value: '<p>Hello <b>{{name}}</b></p>' },
      ],
      personalizations: [
        {
          to: [{ email: 'a@example.com', name: 'A' }],
          cc: ['b@example.com'],
          bcc: ['c@example.com'],
          substitutions: { name: 'Ada' },
          customArgs: { tenant: 'one' },
        },
        { to: 'd@example.com', subject: 'Another subject', substitutions: { name: 'Bob' } },
      ],
      attachments: [
        { content: Buffer.from('a,b\n1,2\n').toString('base64'), filename: 'numbers.csv', type: 'text/csv' },
      ],
      categories: ['invitation'],
      customArgs: { tenant: 'all', kind: 'test' },
      headers: { 'X-Mine': 'yes' },
    });
    expect(response.statusCode).toBe(202);
    expect(response.body).toBe('');
    const [second, first] = await inbox();
    expect(first).toMatchObject({
      messageId: response.headers['x-message-id'],
      from: { email: 'from@example.com', name: 'Fröm "the" <sender>' },
      to: [{ email: 'a@example.com', name: 'A' }],
      cc: [{ email: 'b@example.com' }],
      bcc: [{ email: 'c@example.com' }],
      replyTo: [{ email: 'answers@example.com' }],
      subject: 'Für Ada',
      text: 'Hello Ada',
      html: '<p>Hello <b>Ada</b></p>',
      attachments: [{ filename: 'numbers.csv', type: 'text/csv', size: 8 }],
      categories: ['invitation'],
      customArgs: { tenant: 'one', kind: 'test' },
      headers: { 'X-Mine': 'yes' },
    });
    expect(second).toMatchObject({
      subject: 'Another subject',
      to: [{ email: 'd@example.com' }],
      text: 'Hello Bob',
    });
    const [entry] = sandbox.journal.list({ vendor: 'sendgrid' });
    asked?.(JSON.parse(entry?.requestBody ?? ''));
    expect(asked?.errors ?? null).toBeNull();
  });

  test('a template needs neither subject nor content', async () => {
    const { mail, inbox } = await sendgrid();
    await mail.send({
      to: 'to@example.com',
      from: 'from@example.com',
      templateId: 'd-1234',
      dynamicTemplateData: { name: 'Ada' },
    });
    expect(await inbox()).toMatchObject([
      { templateId: 'd-1234', templateData: { name: 'Ada' }, subject: '' },
    ]);
  });

  test('a thousand people are reached by one request, and each request has an id of its own', async () => {
    const { mail, inbox } = await sendgrid();
    const to = Array.from({ length: 1000 }, (_, index) => `person${index}@example.com`);
    const [[all]] = await Promise.all([
      mail.sendMultiple({ ...plain, to }),
      mail.send(plain),
      mail.send(plain),
    ]);
    expect(all.statusCode).toBe(202);
    const messages = await inbox();
    expect(messages).toHaveLength(1002);
    expect(new Set(messages.map((each) => each.messageId)).size).toBe(3);
    expect(await inbox('?to=PERSON7@example.com')).toMatchObject([
      { to: [{ email: 'person7@example.com' }] },
    ]);
  });

  test('a packed body is unpacked', async () => {
    const { sandbox, inbox } = await sendgrid();
    const body = { ...shaped(), subject: 'Packed' };
    const response = await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify(body)),
    });
    expect(response.status).toBe(202);
    expect(await inbox()).toMatchObject([{ subject: 'Packed' }]);
  });
});

test('200: in sandbox mode a mail is checked and goes nowhere', async () => {
  const { mail, inbox } = await sendgrid();
  const mailSettings = { sandboxMode: { enable: true } };
  const [response] = await mail.send({ ...plain, mailSettings });
  expect([response.statusCode, response.headers['x-message-id']]).toEqual([200, undefined]);
  expect(await inbox()).toEqual([]);
  const { status } = await refusal(mail.send({ ...plain, mailSettings, subject: '' }));
  expect(status).toBe(400);
});

/** A body as it is on the wire. */
function shaped(): Record<string, unknown> {
  return {
    personalizations: [{ to: [{ email: 'to@example.com' }] }],
    from: { email: 'from@example.com' },
    subject: 'Subject',
    content: [{ type: 'text/plain', value: 'Text' }],
  };
}
const to = (count: number, start = 0) =>
  Array.from({ length: count }, (_, index) => ({ email: `person${start + index}@example.com` }));

describe('400', () => {
  test.each<[string, Record<string, unknown>]>([
    ['personalizations', { personalizations: undefined }],
    ['personalizations', { personalizations: [] }],
    ['personalizations', { personalizations: Array.from({ length: 1001 }, (_, i) => ({ to: to(1, i) })) }],
    ['personalizations', { personalizations: [{ to: to(600) }, { to: to(401, 600) }] }],
    ['personalizations.0.to', { personalizations: [{}] }],
    ['personalizations.0.to', { personalizations: [{ to: [] }] }],
    ['personalizations.0.to.0.email', { personalizations: [{ to: [{ name: 'nobody' }] }] }],
    ['personalizations.0.to.1.email', { personalizations: [{ to: [...to(1), { email: 'no address' }] }] }],
    ['personalizations.0', { personalizations: [{ to: to(1), cc: [{ email: 'PERSON0@example.com' }] }] }],
    ['personalizations.0.subject', { personalizations: [{ to: to(1), subject: '' }] }],
    [
      'personalizations.0.headers.Reply-To',
      { personalizations: [{ to: to(1), headers: { 'Reply-To': 'x' } }] },
    ],
    [
      'personalizations.0.custom_args',
      { personalizations: [{ to: to(1), custom_args: { a: 'x'.repeat(10_000) } }] },
    ],
    [
      'personalizations.0.send_at',
      { personalizations: [{ to: to(1), send_at: Math.floor(Date.now() / 1000) + 300_000 }] },
    ],
    ['from', { from: undefined }],
    ['from.email', { from: {} }],
    ['from.email', { from: { email: 'nobody' } }],
    ['reply_to.email', { reply_to: {} }],
    ['reply_to_list', { reply_to: { email: 'a@example.com' }, reply_to_list: [{ email: 'b@example.com' }] }],
    ['subject', { subject: undefined }],
    ['subject', { subject: '' }],
    ['subject', { subject: 7 }],
    ['content', { content: undefined }],
    ['content', { content: [] }],
    [
      'content',
      {
        content: [
          { type: 'text/html', value: 'x' },
          { type: 'text/plain', value: 'x' },
        ],
      },
    ],
    ['content.0.value', { content: [{ type: 'text/plain', value: '' }] }],
    ['content.0.type', { content: [{ type: 'text/html; charset=utf-8', value: 'x' }] }],
    ['attachments.0.content', { attachments: [{ content: 'no base64!', filename: 'x' }] }],
    ['attachments.0.filename', { attachments: [{ content: 'YQ==' }] }],
    [
      'attachments.0.disposition',
      { attachments: [{ content: 'YQ==', filename: 'x', disposition: 'beside' }] },
    ],
    ['categories', { categories: ['same', 'same'] }],
    ['categories', { categories: Array.from({ length: 11 }, String) }],
    ['categories.0', { categories: ['x'.repeat(256)] }],
    ['asm.group_id', { asm: {} }],
    ['ip_pool_name', { ip_pool_name: 'x' }],
    ['mail_settings.sandbox_mode.enable', { mail_settings: { sandbox_mode: { enable: 'true' } } }],
    [
      'personalizations',
      { template_id: 'd-1', personalizations: [{ to: to(1), substitutions: { a: 'b' } }] },
    ],
  ])('%s: %j', async (field, change) => {
    const { client, inbox } = await sendgrid();
    const body = { ...shaped(), ...change };
    const { status, body: answer } = await refusal(
      client.request({ method: 'POST', url: '/v3/mail/send', body }),
    );
    expect(status).toBe(400);
    expect(answer.errors.map((error) => error.field)).toContain(field);
    refused?.(answer);
    expect(refused?.errors ?? null).toBeNull();
    expect(await inbox()).toEqual([]);
  });

  test('everything that is wrong is said at once', async () => {
    const { client } = await sendgrid();
    const body = { ...shaped(), subject: '', from: {} };
    const { body: answer } = await refusal(client.request({ method: 'POST', url: '/v3/mail/send', body }));
    expect(answer.errors.map(({ field }) => field)).toEqual(['from.email', 'subject']);
  });

  test('what is no JSON at all', async () => {
    const { sandbox } = await sendgrid();
    const response = await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: '{"from":',
    });
    expect([response.status, (await response.json()) as unknown]).toMatchObject([
      400,
      { errors: [{ field: null }] },
    ]);
  });
});

test.each([
  ['401', 'no key at all', ''],
  ['401', 'not one of ours', 'key'],
  ['401', 'SG.revoked', 'SG.revoked.key'],
  ['403', 'may not send', 'SG.readonly.key'],
])('%s: %s', async (status, _why, key) => {
  const { sandbox, inbox } = await sendgrid();
  const response = await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(shaped()),
  });
  const answer = await response.json();
  expect(response.status).toBe(Number(status));
  refused?.(answer);
  expect(refused?.errors ?? null).toBeNull();
  expect(await inbox()).toEqual([]);
});

test('403: nobody has verified this sender', async () => {
  const { mail } = await sendgrid();
  expect(await refusal(mail.send({ ...plain, from: 'unverified@example.com' }))).toMatchObject({
    status: 403,
  });
});

test('404: a path that is not served', async () => {
  const { client } = await sendgrid();
  expect(await refusal(client.request({ method: 'GET', url: '/v3/nowhere' }))).toMatchObject({ status: 404 });
});

test('413: more than 30 MB, packed or not, and a little less is taken', { timeout: 120_000 }, async () => {
  const { mail, sandbox, inbox } = await sendgrid();
  const attachment = (bytes: number) => ({
    ...plain,
    attachments: [{ content: Buffer.alloc(bytes, 1).toString('base64'), filename: 'large.bin' }],
  });
  expect(await refusal(mail.send(attachment(23 * 1024 * 1024)))).toMatchObject({ status: 413 });
  const packed = await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(Buffer.alloc(31 * 1024 * 1024, 32), { level: 1 }),
  });
  expect(packed.status).toBe(413);
  await mail.send(attachment(20 * 1024 * 1024));
  expect(await inbox()).toMatchObject([{ attachments: [{ size: 20 * 1024 * 1024 }] }]);
});

test('415: mails are JSON', async () => {
  const { sandbox } = await sendgrid();
  const response = await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'text/plain' },
    body: JSON.stringify(shaped()),
  });
  expect(response.status).toBe(415);
});

test('429 and 5xx come when they are ordered', async () => {
  const { mail, sandbox, inbox } = await sendgrid();
  sandbox.faults.add({ vendor: 'sendgrid', kind: 'rate-limit', retryAfterSec: 3, times: 1 });
  sandbox.faults.add({ vendor: 'sendgrid', kind: 'answer-lost', times: 1 });
  await expect(mail.send(plain)).rejects.toMatchObject({
    code: 429,
    response: { headers: { 'retry-after': '3' } },
  });
  await expect(mail.send(plain)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await inbox()).toHaveLength(1);
});
