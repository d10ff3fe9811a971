/** What a customer's server gets to see of a webhook, over the wire. */
import fc from 'fast-check';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import type { NewFaultRule } from '../../../../sandbox/frame/faults.ts';
import { createWebhooks, type Webhook } from '../../../../sandbox/vendors/twilio/webhook.ts';
import { type Received, receiver, sandboxForTest } from '../../helpers/frame.ts';

const authToken = 'a token';

async function customer(answer?: Parameters<typeof receiver>[0]) {
  const sandbox = await sandboxForTest({ vendors: [] });
  const server = await receiver(answer);
  const request = createWebhooks(sandbox);
  const ask = (path: string, more: Partial<Webhook> = {}) =>
    request({
      kind: 'twiml',
      subject: 'CA1',
      key: '1',
      url: `${server.url}${path}`,
      method: 'POST',
      params: [['CallSid', 'CA1']],
      authToken,
      ...more,
    });
  const fault = (rule: NewFaultRule) => sandbox.faults.add({ direction: 'out', vendor: 'twilio', ...rule });
  return { ...server, sandbox, ask, fault };
}

function valid({ method, url, headers, body }: Received, token = authToken): boolean {
  const form = method === 'POST' ? Object.fromEntries(new URLSearchParams(body)) : {};
  return validateRequest(token, String(headers['x-twilio-signature']), `http://${headers.host}${url}`, form);
}

describe('a request', () => {
  test('is a signed form, and tells its answer', async () => {
    const { ask, received } = await customer((_, response) =>
      response.writeHead(201, { 'content-type': 'text/xml' }).end('<Response/>'),
    );
    expect(await ask("/v'x?a=1#rc=2")).toMatchObject({ ok: true, status: 201, contentType: 'text/xml' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: "/v'x?a=1",
      body: 'CallSid=CA1',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    });
    expect(received.every((each) => valid(each))).toBe(true);
    expect(received.some((each) => valid(each, 'another token'))).toBe(false);
  });

  test('by GET carries its fields in the address', async () => {
    const { ask, received } = await customer();
    await ask('/v?a=1', { method: 'GET', params: [['From', '+1 5é']] });
    await ask('/v', { method: 'GET' });
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/v?a=1&From=%2B1+5%C3%A9', ''],
      ['GET', '/v?CallSid=CA1', ''],
    ]);
    expect(received.every((each) => valid(each))).toBe(true);
  });

  test('sends user and password as Basic authentication', async () => {
    const { ask, received, url } = await customer();
    await ask('', { url: url.replace('//', '//me:p%40ss:x@') });
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss:x').toString('base64')}`);
    expect(received.every((each) => valid(each))).toBe(true);
  });

  test('is signed as it arrives, whatever is in it', async () => {
    const { ask, received } = await customer();
    const odd = fc.string({ unit: fc.constantFrom(...'aZ9 %+&=\'"<>[]|^`{}~é日😀!$*();:@,/-_.\\') });
    await fc.assert(
      fc.asyncProperty(
        odd,
        fc.array(fc.tuple(odd, odd)),
        fc.constantFrom('GET', 'POST'),
        async (text, pairs, method) => {
          await ask(`/${text}?${text}`, { method, params: [...new Map(pairs)] });
          const last = received.at(-1);
          return last !== undefined && valid(last);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('it is tried again', () => {
  const once = { times: 1 };

  test.each<[string, NewFaultRule, string, number]>([
    ['not after an error', { kind: 'status', status: 500 }, '', 1],
    ['after 5xx where that is asked for', { kind: 'status', status: 503 }, '#rp=5xx', 2],
    ['not after 4xx where 5xx is asked for', { kind: 'status', status: 404 }, '#rp=5xx', 1],
    ['after 4xx where that is asked for', { kind: 'rate-limit' }, '#rp=4xx,5xx', 2],
    ['after anything', { kind: 'cut' }, '#rp=all', 2],
    ['after a slow answer', { kind: 'hang' }, '#rp=rt&rt=100', 2],
    ['not where retries are none', { kind: 'status', status: 500 }, '#rp=all&rc=0', 1],
  ])('%s', async (_, rule, fragment, attempts) => {
    const { ask, fault, sandbox } = await customer();
    fault({ ...once, ...rule });
    await ask(`/${fragment}`);
    const entries = sandbox.journal.list({ direction: 'out' });
    expect(entries.map(({ attempt }) => attempt)).toEqual([1, 2].slice(0, attempts));
  });

  test('once by default, after a connection that failed', async () => {
    const { ask, sandbox } = await customer();
    const answer = await ask('', { url: 'http://127.0.0.1:1/' });
    expect(answer).toMatchObject({ ok: false, code: 11205 });
    expect(sandbox.journal.list()).toHaveLength(2);
  });

  test('as often as it is allowed, always with the same token, which no other event has', async () => {
    const { ask, fault, received, sandbox } = await customer((_, response) => response.writeHead(500).end());
    await ask('/#rc=3&rp=5xx');
    await ask('/', { key: '2' });
    const tokens = received.map(({ headers }) => headers['i-twilio-idempotency-token']);
    expect(tokens).toHaveLength(5);
    expect(new Set(tokens.slice(0, 4)).size).toBe(1);
    expect(new Set(tokens).size).toBe(2);
    fault({ kind: 'lost' });
    await ask('/#rc=3&rp=all', { key: '3' });
    expect(sandbox.journal.list().filter(({ fault }) => fault === 'lost')).toHaveLength(1);
  });

  test('within the time that all attempts have', async () => {
    const { ask, received } = await customer(() => undefined);
    expect(await ask('/#rc=5&rp=all&rt=100&tt=250')).toMatchObject({ ok: false, code: 11205 });
    // Five retries of 100 ms would be six requests.
    expect(received.length).toBeLessThan(5);
  });
});

describe('it fails', () => {
  test('with the code for what went wrong', async () => {
    const { ask } = await customer(() => undefined);
    expect(await ask('/#rt=100')).toMatchObject({ ok: false, code: 11205 });
    expect(await ask('', { url: `http://${'a'.repeat(64)}.invalid/` })).toMatchObject({
      ok: false,
      code: 11210,
    });
    expect(await ask('', { url: 'voice' })).toMatchObject({ ok: false, code: 11100 });
    expect(await ask('', { url: 'wss://127.0.0.1/' })).toMatchObject({ ok: false, code: 11100 });
  });

  test('with TLS where there is none', async () => {
    const { ask, url } = await customer();
    expect(await ask('', { url: `${url.replace('http', 'https')}/` })).toMatchObject({
      ok: false,
      code: 11220,
    });
  });
});

describe('redirects', () => {
  const to =
    (location: string, status: number) => (each: Received, response: import('node:http').ServerResponse) =>
      each.url.startsWith('/from')
        ? response.writeHead(status, { location }).end()
        : response.end('<Response/>');

  test('are followed, signed anew, and the form is left behind', async () => {
    const { ask, received, url } = await customer(to('/to?b=2', 302));
    expect(await ask('/from/here')).toMatchObject({ ok: true, status: 200, url: `${url}/to?b=2` });
    expect(received[1]).toMatchObject({ method: 'GET', url: '/to?b=2', body: '' });
    expect(received.every((each) => valid(each))).toBe(true);
  });

  test('that keep the method keep the form', async () => {
    const { ask, received } = await customer(to('/to', 307));
    await ask('/from');
    expect(received[1]).toMatchObject({ method: 'POST', body: 'CallSid=CA1' });
    expect(received.every((each) => valid(each))).toBe(true);
  });

  test('come to an end', async () => {
    const { ask, received } = await customer(to('/from', 301));
    expect(await ask('/from')).toMatchObject({ ok: false, code: 11215 });
    expect(received).toHaveLength(11);
  });

  test('to nowhere are an answer like any other', async () => {
    const { ask } = await customer((_, response) => response.writeHead(302).end());
    expect(await ask('/')).toMatchObject({ ok: true, status: 302 });
  });
});
