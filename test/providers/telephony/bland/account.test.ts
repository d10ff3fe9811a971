/** One account at Bland, over its real wire: what is asked, what is done, and what goes wrong with either. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { NewFaultRule } from '../../../../sandbox/frame/faults.ts';
import { callIdName } from '../../../../src/core/calls/ids.ts';
import { ExternalApiError, TrunklineError, Unavailable } from '../../../../src/core/errors.ts';
import { openBlandAccounts } from '../../../../src/providers/telephony/bland/accounts.ts';
import type { PlaceCall, Understood } from '../../../../src/providers/telephony/telephony.ts';
import { bland, eventually, polite, webhookReceiver } from '../../../sandbox/vendors/bland/helpers.ts';
import { factsOf, folded, here, kindOf } from './helpers.ts';

const world = bland();
const apiKey = 'sk-of-the-account-4711';
const never = new AbortController().signal;
const callId = 'call_01k0000000000000000000000a';
const longAgo = new Date('2020-01-01T00:00:00Z');
const patient = { steps: [{ do: 'pause', ms: 3_600_000 }] } as const;

let opened: ReturnType<typeof openBlandAccounts>[] = [];
beforeAll(() => world.control('PATCH', '/settings', { sameNumberSec: 0 }));
afterAll(() => Promise.all(opened.map((each) => each.close())));

function accountOf({
  key = apiKey,
  ...options
}: Parameters<typeof openBlandAccounts>[1] & { key?: string } = {}) {
  const config = { ...here, BLAND_BASE_URL: `${world.sandbox.url}/bland/` };
  const accounts = openBlandAccounts(config, { lookAfterMs: [0, 5, 10], ...options });
  opened = [...opened, accounts];
  return accounts.account({ apiKey: key });
}

function fault(rule: NewFaultRule) {
  const { id } = world.sandbox.faults.add({ vendor: 'bland', ...rule });
  onTestFinished(() => void world.sandbox.faults.remove(id));
}

/** Each test has calls of its own, and so needs an account of its own where it counts them. */
let keys = 0;
function ownKey(): string {
  keys += 1;
  return `${apiKey}-${keys}`;
}

const order = (to: string, more: Partial<PlaceCall> = {}): PlaceCall => ({
  from: '+14155550100',
  to,
  callId,
  metadata: { customer: '7' },
  task: 'Be kind.',
  hooksUrl: 'http://127.0.0.1:9/hooks/bland/conn_1',
  ...more,
});

async function listOf(calls: AsyncIterable<Understood>): Promise<Understood[]> {
  const found: Understood[] = [];
  for await (const each of calls) found.push(each);
  return found;
}

/** What went wrong, with nothing in it that only the two of us know. */
async function failure(promise: Promise<unknown>): Promise<TrunklineError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TrunklineError);
  const all = JSON.stringify(error, [...Object.getOwnPropertyNames(error), 'cause']);
  for (const secret of [apiKey, 'Be kind', 'put in by', '127.0.0.1']) expect(all).not.toContain(secret);
  return error as TrunklineError;
}

test('a profile: its state and its balance', async () => {
  await world.control('PATCH', '/settings', { balance: 99919.1210000034 });
  expect(await accountOf().profile(never)).toEqual({ status: 'active', balance: { amount: '99919.121' } });
  await world.control('PATCH', '/settings', { balance: 1_000 });
});

describe('one call', () => {
  test('as it goes on, and after it: the same as its webhook says, from another source', async () => {
    const hook = await webhookReceiver();
    const id = await world.send(
      { phone_number: world.person(polite), webhook: hook.url, record: true, metadata: { a: 1 } },
      apiKey,
    );
    const live = await accountOf().call(id, never);
    expect(live).toMatchObject({ providerCallId: id });
    expect(kindOf(live?.facts ?? [], 'ended')).toEqual([]);
    await world.ended(id, apiKey);
    const [webhook] = await eventually(() => (hook.postCalls().length > 0 ? hook.postCalls() : undefined));
    await eventually(async () => {
      const { status } = await world.api('GET', `/v1/postcall/webhooks/${id}`, undefined, apiKey);
      return status === 200 ? true : undefined;
    });
    const found = (await accountOf().call(id, never))?.facts ?? [];
    expect(found.every(({ source }) => source === 'reconciliation')).toBe(true);
    const content = (facts: Understood['facts']) =>
      facts.map((fact) => JSON.stringify([fact.kind, fact.content, fact.at])).toSorted();
    expect(content(found)).toEqual(content(factsOf(webhook)));
    expect(folded(found)).toEqual(folded(factsOf(webhook)));
  });

  test('the log of its webhooks is away: its details are enough', async () => {
    const id = await world.send({ phone_number: world.person(polite) }, apiKey);
    await world.ended(id, apiKey);
    fault({ kind: 'status', route: 'GET /v1/postcall/*' });
    expect(folded((await accountOf().call(id, never))?.facts ?? [])).toMatchObject({ status: 'completed' });
  });

  test.each(['0d5c2c1e-0000-4000-8000-000000000000', 'active', '../me', '', 'no such call'])(
    'none: %j',
    async (id) => {
      expect(await accountOf().call(id, never)).toBeUndefined();
    },
  );

  test("another account's is none", async () => {
    const id = await world.send({ phone_number: world.person(polite) }, 'other');
    expect(await accountOf().call(id, never)).toBeUndefined();
  });
});

describe('recent calls', () => {
  test('the newest first, each once, however the pages are cut, and none from before', async () => {
    const key = ownKey();
    const ids: string[] = [];
    for (let each = 0; each < 5; each += 1) {
      ids.unshift(await world.send({ phone_number: world.person(patient), max_duration: 700 }, key));
    }
    for (const pageSize of [1, 2, 5, 100]) {
      const found = await listOf(accountOf({ key, pageSize }).recentCalls(longAgo, never));
      expect(found.map(({ providerCallId }) => providerCallId)).toEqual(ids);
    }
    const all = await listOf(accountOf({ key }).recentCalls(longAgo, never));
    expect(all.every(({ facts }) => facts.every(({ source }) => source === 'reconciliation'))).toBe(true);
    const since = kindOf(all[2]?.facts ?? [], 'started')[0]?.at ?? longAgo;
    const later = await listOf(accountOf({ key, pageSize: 2 }).recentCalls(since, never));
    expect(later.map(({ providerCallId }) => providerCallId)).toEqual(
      all
        .filter(({ facts }) => Number(kindOf(facts, 'started')[0]?.at) >= since.getTime())
        .map(({ providerCallId }) => providerCallId),
    );
    await world.api('POST', '/v1/calls/active/stop', undefined, key);
  });

  test('in as few requests as it takes, and no more than are wanted', async () => {
    const key = ownKey();
    for (let each = 0; each < 4; each += 1) {
      await world.send({ phone_number: world.person(patient), max_duration: 700 }, key);
    }
    const asked = () =>
      world.sandbox.journal.list({ vendor: 'bland', direction: 'in' }).filter(({ route, requestHeaders }) => {
        const headers = requestHeaders as Record<string, unknown>;
        return route === 'GET /v1/calls' && String(headers.authorization).endsWith(key);
      }).length;
    await listOf(accountOf({ key }).recentCalls(longAgo, never));
    expect(asked()).toBe(1);
    for await (const _ of accountOf({ key, pageSize: 2 }).recentCalls(longAgo, never)) break;
    expect(asked()).toBe(2);
    await world.api('POST', '/v1/calls/active/stop', undefined, key);
  });
});

describe('placed', () => {
  test('with our id in its metadata, and our hooks told of it', async () => {
    const hook = await webhookReceiver();
    const to = world.person(polite);
    const { providerCallId } = await accountOf().place(
      order(to, { hooksUrl: hook.url, record: true }),
      never,
    );
    const { metadata, ...details } = await world.ended(providerCallId, apiKey);
    expect(metadata).toEqual({ customer: '7', [callIdName]: callId });
    expect(details).toMatchObject({
      to,
      from: '+14155550100',
      record: true,
      request_data: { task: 'Be kind.' },
    });
    const [record] = await eventually(() => (hook.postCalls().length > 0 ? hook.postCalls() : undefined));
    expect(kindOf(factsOf(record), 'metadata')[0]?.content.values).toMatchObject({ [callIdName]: callId });
    expect(hook.midCall().length).toBeGreaterThan(0);
  });

  test("nobody's metadata takes the place of our id", async () => {
    const to = world.person(polite);
    const { providerCallId } = await accountOf().place(
      order(to, { metadata: { [callIdName]: 'call_of_another' } }),
      never,
    );
    const { body } = await world.api('GET', `/v1/calls/${providerCallId}`, undefined, apiKey);
    expect(body.metadata).toEqual({ [callIdName]: callId });
  });

  const callsTo = async (to: string) => {
    const { body } = await world.api('GET', '/v1/calls', undefined, apiKey);
    return body.calls.filter((each) => each.to === to).map(({ call_id }) => call_id);
  };

  test('once, where the answer was lost', async () => {
    const to = world.person(patient);
    fault({ kind: 'answer-lost', route: 'POST /v1/calls', times: 1 });
    const { providerCallId } = await accountOf().place(order(to), never);
    expect(await callsTo(to)).toEqual([providerCallId]);
    await accountOf().hangUp(providerCallId, never);
  });

  test('once, where the answer was lost and so was looking for it: it is found later', async () => {
    const to = world.person(patient);
    const triedSince = new Date();
    fault({ kind: 'answer-lost', route: 'POST /v1/calls', times: 1 });
    fault({ kind: 'status', route: 'GET /v1/calls', times: 3 });
    const error = await failure(accountOf().place(order(to), never));
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    const found = await accountOf().find(order(to), triedSince, never);
    expect(await callsTo(to)).toEqual([found?.providerCallId]);
    // Another call to the same person is another call.
    const other = order(to, { callId: 'call_01k0000000000000000000000b' });
    expect(await accountOf().find(other, triedSince, never)).toBeUndefined();
    await world.api('POST', '/v1/calls/active/stop', undefined, apiKey);
  });

  test.each<[string, NewFaultRule]>([
    ['cut off', { kind: 'cut' }],
    ['failed', { kind: 'status', status: 500 }],
    ['no answer in time', { kind: 'hang' }],
  ])('%s: nobody knows, it is said, and it is not tried again by itself', async (_name, rule) => {
    const to = world.person(polite);
    fault({ ...rule, route: 'POST /v1/calls', times: 1 });
    const triedSince = new Date();
    const account = accountOf({ limits: { totalMs: 700 } });
    const error = await failure(account.place(order(to), never));
    expect(error).toBeInstanceOf(ExternalApiError);
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    expect(await callsTo(to)).toEqual([]);
    expect(await accountOf().find(order(to), triedSince, never)).toBeUndefined();
    expect(await callsTo(to)).toEqual([]);
  });

  test('refused: what is wrong is named in words of ours', async () => {
    const wrong = [
      [order('nobody'), 'the number to call.'],
      [order(world.number(), { from: 'me' }), 'the number to call from.'],
      [{ ...order(world.number()), task: undefined } as unknown as PlaceCall, 'the task.'],
      [order(world.number(), { hooksUrl: 'ftp://example.com' }), 'the address for webhooks.'],
    ] as const;
    for (const [call, about] of wrong) {
      const error = await failure(accountOf().place(call, never));
      expect(error).toMatchObject({ code: 'PROVIDER_FAILED', retryable: false });
      expect(error.message).toBe(`Bland refuses this request (400). Something is wrong with ${about}`);
    }
  });

  test('too often: when to try again', async () => {
    const to = world.person(polite);
    await world.control('PATCH', '/settings', { sameNumberSec: 3_600 });
    await accountOf().place(order(to), never);
    const error = await failure(accountOf().place(order(to), never));
    await world.control('PATCH', '/settings', { sameNumberSec: 0 });
    expect(error).toBeInstanceOf(Unavailable);
    expect(error.retryAfterSec).toBeGreaterThan(0);
  });

  test('with an empty balance', async () => {
    await world.control('PATCH', '/settings', { balance: 0 });
    const error = await failure(accountOf().place(order(world.number()), never));
    await world.control('PATCH', '/settings', { balance: 1_000 });
    expect(error).toMatchObject({
      message: expect.stringContaining('used up'),
      retryable: false,
    });
  });
});

describe('hung up', () => {
  test('one that goes on, and one that is over already', async () => {
    const id = await world.send({ phone_number: world.person(patient), max_duration: 700 }, apiKey);
    await accountOf().hangUp(id, never);
    expect(await world.ended(id, apiKey)).toMatchObject({ completed: true });
    await accountOf().hangUp(id, never);
  });

  test.each(['0d5c2c1e-0000-4000-8000-000000000000', 'active', '..'])('%s is no call', async (none) => {
    const id = await world.send({ phone_number: world.person(patient), max_duration: 700 }, apiKey);
    const error = await failure(accountOf().hangUp(none, never));
    expect(error).toMatchObject({ message: 'Bland knows no such call.', retryable: false });
    expect((await world.api('GET', `/v1/calls/${id}`, undefined, apiKey)).body.completed).toBe(false);
    await accountOf().hangUp(id, never);
  });

  test('one that Bland cannot stop now', async () => {
    const id = await world.send({ phone_number: world.person(patient), max_duration: 700 }, apiKey);
    fault({ kind: 'status', status: 400, route: 'POST /v1/calls/:id/stop', times: 1 });
    const error = await failure(accountOf().hangUp(id, never));
    expect(error).toMatchObject({ message: expect.stringContaining('does not stop'), retryable: true });
    await accountOf().hangUp(id, never);
  });
});

describe('what goes wrong with a question', () => {
  const questions = {
    profile: (account: ReturnType<typeof accountOf>) => account.profile(never),
    call: (account: ReturnType<typeof accountOf>) => account.call('0d5c2c1e-1', never),
    'recent calls': (account: ReturnType<typeof accountOf>) => listOf(account.recentCalls(longAgo, never)),
    'hanging up': (account: ReturnType<typeof accountOf>) => account.hangUp('0d5c2c1e-1', never),
  };
  const faults: [string, NewFaultRule, object][] = [
    [
      'too many requests',
      { kind: 'rate-limit', retryAfterSec: 17 },
      { name: 'Unavailable', retryAfterSec: 17, retryable: true },
    ],
    ['500', { kind: 'status', status: 500 }, { name: 'ExternalApiError', retryable: true }],
    ['503', { kind: 'status', status: 503 }, { name: 'Unavailable', retryable: true }],
    ['a redirect', { kind: 'status', status: 302 }, { name: 'ExternalApiError', retryable: false }],
    ['cut off', { kind: 'cut' }, { name: 'ExternalApiError', retryable: true }],
    [
      'no answer in time',
      { kind: 'hang' },
      { name: 'ExternalApiError', message: 'Bland did not answer in time.', retryable: true },
    ],
  ];

  describe.each(Object.entries(questions))('%s', (_what, ask) => {
    test.each(faults)('%s', async (_name, rule, expected) => {
      fault({ ...rule, times: 1 });
      const account = accountOf({ limits: { totalMs: 700 } });
      expect(await failure(ask(account))).toMatchObject(expected);
    });

    test('a key that is none', async () => {
      const error = await failure(ask(accountOf({ key: `invalid ${apiKey}` })));
      expect(error).toMatchObject({ message: expect.stringContaining('Set it anew'), retryable: false });
    });

    test('a key that no header can hold', async () => {
      await failure(ask(accountOf({ key: `${apiKey}\r\nx-other: 1` })));
    });
  });

  test.each([
    ['in time', () => AbortSignal.timeout(300), 'ExternalApiError'],
    ['broken off', () => abortedSoon(), 'Unavailable'],
    ['broken off before', () => AbortSignal.abort(), 'Unavailable'],
  ])('not answered %s', async (_name, signal, name) => {
    fault({ kind: 'hang', times: 1 });
    expect(await failure(accountOf().profile(signal()))).toMatchObject({ name });
  });
});

function abortedSoon(): AbortSignal {
  const end = new AbortController();
  setTimeout(() => end.abort(new Error('closing')), 300);
  return end.signal;
}
