/** Answers in forms that the documents allow, or that nobody foresaw, from a server that says what it is told to. */
import { afterEach, describe, expect, test } from 'vitest';
import { openBlandAccounts } from '../../../../src/providers/telephony/bland/accounts.ts';
import type { PlaceCall } from '../../../../src/providers/telephony/telephony.ts';
import { type Received, receiver } from '../../../sandbox/helpers/frame.ts';
import { callId, folded, here, kindOf, record } from './helpers.ts';

const never = new AbortController().signal;
const open: ReturnType<typeof openBlandAccounts>[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

type Options = Parameters<typeof openBlandAccounts>[1];
type Answers = (asked: Received, query: URLSearchParams) => unknown;

/** Answers with JSON, or, as text, to the letter; with a status where one is named. */
async function accountAt(answers: Answers, options: Options = {}) {
  const { url, received } = await receiver((asked, response) => {
    const [path = '', query] = asked.url.split('?');
    const answer = answers({ ...asked, url: path }, new URLSearchParams(query));
    const { status = 200, body } = (answer ?? { status: 404, body: {} }) as {
      status?: number;
      body?: unknown;
    };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return { account: accountAtUrl(url, options), received };
}

function accountAtUrl(url: string, options: Options = {}) {
  const accounts = openBlandAccounts({ ...here, BLAND_BASE_URL: url }, { lookAfterMs: [0], ...options });
  open.push(accounts);
  return accounts.account({ apiKey: 'secret-key' });
}

const order: PlaceCall = {
  from: '+15550101999',
  to: '+15550100100',
  callId: 'call_1',
  metadata: {},
  task: 'Be kind.',
  hooksUrl: 'https://example.com/hooks/bland/conn_1',
};

test('the key goes along as documented, and nothing goes elsewhere', async () => {
  const { account, received } = await accountAt(() => ({ status: 302, body: '' }));
  await expect(account.profile(never)).rejects.toMatchObject({ retryable: false });
  expect(received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/v1/me', 'Bearer secret-key'],
  ]);
});

describe('answers that are none', () => {
  test.each([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['a list', '[]'],
    ['half of it', '{"status":"act'],
  ])('%s', async (_name, body) => {
    const { account } = await accountAt(() => ({ body }));
    await expect(account.profile(never)).rejects.toMatchObject({
      name: 'ExternalApiError',
      message: 'Bland answered something that cannot be read.',
      retryable: true,
    });
  });

  test('one that is too large', async () => {
    const body = JSON.stringify({ status: 'active', more: 'x'.repeat(100_000) });
    const { account } = await accountAt(() => ({ body }), { limits: { bodyBytes: 50_000 } });
    await expect(account.profile(never)).rejects.toMatchObject({ name: 'ExternalApiError' });
  });

  test('of a profile that says other things', async () => {
    const { account } = await accountAt(() => ({
      body: '{"status":{},"billing":{"current_balance":1e400}}',
    }));
    expect(await account.profile(never)).toEqual({});
  });
});

describe('refusals', () => {
  test.each([
    ['in the older way', { status: 'error', message: 'secret-key is wrong' }],
    ['in the newer way', { data: null, errors: [{ error: 'NO', message: 'secret-key is wrong' }] }],
  ])('%s, with a status that is good', async (_name, body) => {
    const { account } = await accountAt(() => ({ body }));
    for (const asked of [account.profile(never), account.place(order, never)]) {
      await expect(asked).rejects.toMatchObject({
        message: 'Bland refuses this request (200).',
        retryable: false,
        cause: undefined,
      });
    }
  });

  test.each([
    [400, { status: 'error', message: 'Call not found.' }],
    [200, { data: null, errors: [{ error: 'CALL_NOT_FOUND' }] }],
    [404, {}],
  ])('%i: there is no such call', async (status, body) => {
    const { account } = await accountAt(() => ({ status, body }));
    expect(await account.call(callId, never)).toBeUndefined();
  });
});

describe('one call', () => {
  test('in the newer way of answering', async () => {
    const { account } = await accountAt(({ url }) =>
      url === `/v1/calls/${callId}` ? { body: { data: record, errors: null } } : undefined,
    );
    const found = await account.call(callId, never);
    expect(folded(found?.facts ?? [])).toMatchObject({ status: 'completed', billableSec: 75 });
  });

  test('what only its webhook said is there as well', async () => {
    const { account } = await accountAt(({ url }) =>
      url === `/v1/calls/${callId}`
        ? { body: { ...record, summary: null } }
        : { body: { data: { payload: record, url: 'x', metadata: [] }, errors: null } },
    );
    const facts = (await account.call(callId, never))?.facts ?? [];
    expect(kindOf(facts, 'summary').map(({ content }) => content.text)).toEqual(['The caller booked.']);
    expect(kindOf(facts, 'ended')).toHaveLength(1);
    expect(facts.every(({ source }) => source === 'reconciliation')).toBe(true);
  });

  test.each([
    ["another call's webhook", { data: { payload: { ...record, call_id: 'other-1' } }, errors: null }],
    ['nothing that is a webhook', { data: { payload: [] }, errors: null }],
  ])('in the log is %s', async (_name, log) => {
    const { account } = await accountAt(({ url }) => ({
      body: url === `/v1/calls/${callId}` ? { ...record, summary: null } : log,
    }));
    expect(kindOf((await account.call(callId, never))?.facts ?? [], 'summary')).toEqual([]);
  });

  test('another one than was asked for', async () => {
    const { account } = await accountAt(() => ({ body: { ...record, call_id: 'other-1' } }));
    await expect(account.call(callId, never)).rejects.toMatchObject({ name: 'ExternalApiError' });
  });
});

describe('lists', () => {
  const since = new Date('2026-11-20T09:59:00.500Z');
  const calls = Array.from({ length: 7 }, (_, index) => ({
    call_id: `id-${index}`,
    created_at: new Date(Date.parse('2026-11-20T10:00:00Z') - index * 10_000).toISOString(),
    to: order.to,
  }));
  const ids = async (answers: Answers, options: Options = { pageSize: 2 }) => {
    const { account, received } = await accountAt(answers, options);
    const found: string[] = [];
    for await (const { providerCallId } of account.recentCalls(since, never)) found.push(providerCallId);
    return { found, asked: received.length };
  };
  const page = (query: URLSearchParams, all: readonly unknown[] = calls) =>
    all.slice(Number(query.get('from')), Number(query.get('to')));
  const recent = ['id-0', 'id-1', 'id-2', 'id-3', 'id-4', 'id-5'];

  test('without a count, as in the samples; no more is asked for than may matter', async () => {
    expect(await ids((_asked, query) => ({ body: { calls: page(query) } }))).toEqual({
      found: recent,
      asked: 4,
    });
  });

  test('in smaller pages than were asked for', async () => {
    const { found } = await ids(
      (_asked, query) => ({ body: { total_count: 7, calls: page(query).slice(0, 3) } }),
      { pageSize: 100 },
    );
    expect(found).toEqual(recent);
  });

  test('calls that come meanwhile shift the pages: none is missed, none is there twice', async () => {
    let come = 0;
    const { found } = await ids((_asked, query) => {
      come += 1;
      const more = Array.from({ length: come }, (_, index) => ({ call_id: `new-${come - index}` }));
      return { body: { total_count: 7 + come, calls: page(query, [...more, ...calls]) } };
    });
    expect(found.filter((id) => id.startsWith('id'))).toEqual(recent);
    expect(new Set(found).size).toBe(found.length);
  });

  test('a server that always answers the same ends all the same', async () => {
    const same = { body: { total_count: 1e9, calls: calls.slice(0, 2) } };
    expect(await ids(() => same)).toEqual({ found: ['id-0', 'id-1'], asked: 2 });
  });

  test.each([
    ['nothing in it', { calls: [] }],
    ['no list', { calls: 'none' }],
    ['calls without an id, and what is no call', { calls: [null, 1, {}, { call_id: '../me' }] }],
  ])('%s', async (_name, body) => {
    expect((await ids(() => ({ body }))).found).toEqual([]);
  });

  test('since when is said with an offset, to the second before', async () => {
    const asked: string[] = [];
    await ids((_asked, query) => {
      asked.push(query.get('start_date') ?? '');
      return { body: { calls: [] } };
    });
    expect(asked).toEqual(['2026-11-20T09:59:00+00:00']);
  });
});

describe('a call whose answer was lost', () => {
  const placing = (list: readonly object[], details: Record<string, object> = {}) =>
    accountAt(({ method, url }) => {
      if (method === 'POST') return { status: 502, body: 'lost' };
      if (url === '/v1/calls') return { body: { calls: list } };
      const body = details[url.slice('/v1/calls/'.length)];
      return body && { body };
    });

  test('is found by its details where the list holds no metadata', async () => {
    const { account, received } = await placing(
      [
        { call_id: 'id-1', to: order.to },
        { call_id: 'id-2', to: '+15550100777' },
        { call_id: 'id-3', to: '5550100100' },
      ],
      { 'id-1': { metadata: {} }, 'id-3': { metadata: '{"trunkline_call_id":"call_1"}' } },
    );
    expect(await account.place(order, never)).toEqual({ providerCallId: 'id-3' });
    expect(received.map(({ url }) => url)).not.toContain('/v1/calls/id-2');
  });

  test('is not taken for another one', async () => {
    const { account } = await placing([
      { call_id: 'id-1', to: order.to, metadata: { trunkline_call_id: 'call_2' } },
    ]);
    await expect(account.place(order, never)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test.each([
    ['an answer without an id', { body: { status: 'success' } }],
    ['an answer with an id that is none', { body: { status: 'success', call_id: '../me' } }],
    ['an answer that is no JSON', { body: 'ok' }],
  ])('%s is a lost one', async (_name, answer) => {
    const { account } = await accountAt(({ method }) =>
      method === 'POST' ? answer : { body: { calls: [] } },
    );
    await expect(account.place(order, never)).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      retryable: true,
    });
  });

  test('nobody listens: it was not placed, and that is known', async () => {
    await expect(accountAtUrl('http://127.0.0.1:9').place(order, never)).rejects.toMatchObject({
      code: 'PROVIDER_FAILED',
      message: 'Bland cannot be reached (ECONNREFUSED).',
      retryable: true,
    });
  });

  test('an address that may not be reached: nothing was placed', async () => {
    const nowhere = { ...here, EGRESS_ALLOWED_NETWORKS: [], BLAND_BASE_URL: 'https://127.0.0.1' };
    const accounts = openBlandAccounts(nowhere);
    open.push(accounts);
    await expect(accounts.account({ apiKey: 'secret-key' }).place(order, never)).rejects.toMatchObject({
      message: 'Bland cannot be reached (ADDRESS_NOT_ALLOWED).',
    });
  });

  test('given up meanwhile: it is said to be lost, and nothing more is asked', async () => {
    const end = new AbortController();
    const { account, received } = await accountAt(
      () => {
        end.abort();
        return { status: 500, body: '' };
      },
      { lookAfterMs: [60_000] },
    );
    await expect(account.place(order, end.signal)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(received).toHaveLength(1);
  });
});
