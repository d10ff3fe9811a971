/** An account at Twilio, over the real wire, which the sandbox speaks: what it says, and each way in which it fails. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { NewFaultRule } from '../../../../sandbox/frame/faults.ts';
import { firstAccount } from '../../../../sandbox/vendors/twilio/store.ts';
import { newId } from '../../../../src/core/ids.ts';
import type { PlaceCall, Understood } from '../../../../src/providers/telephony/telephony.ts';
import { hangUpTwiml } from '../../../../src/providers/telephony/twilio/twiml.ts';
import { freePort } from '../../../helpers/free-port.ts';
import { ours, poll, theirs, twilioForTest } from '../../../sandbox/helpers/twilio.ts';
import { accountAt, expectDiscreet, folded, hooks, kinds, never, quick } from './support.ts';

const ordering = 'POST /2010-04-01/Accounts/:account/Calls.json';
const listing = 'GET /2010-04-01/Accounts/:account/Calls.json';

async function twilio(options: Parameters<typeof accountAt>[1] = {}) {
  const on = await twilioForTest();
  const server = await hooks({
    voice: () => `<Response><Pause length="2"/></Response>`,
    action: () => hangUpTwiml,
  });
  const account = accountAt(`${on.sandbox.url}/twilio`, options);
  const order: PlaceCall = {
    from: ours,
    to: theirs,
    callId: newId('call'),
    metadata: {},
    hooksUrl: server.url,
  };
  const fault = (rule: NewFaultRule) =>
    on.sandbox.faults.add({ vendor: 'twilio', direction: 'in', times: 1, ...rule });
  return {
    ...on,
    account,
    server,
    order,
    fault,
    posts: () => on.sandbox.journal.list({ vendor: 'twilio', route: ordering }),
    sids: async () => (await on.client.calls.list()).map(({ sid }) => sid),
    async placed(change: Partial<PlaceCall> = {}, signal = never) {
      await on.number();
      on.person(theirs, quick());
      return account.place({ ...order, ...change }, signal);
    },
  };
}

async function all(calls: AsyncIterable<Understood>): Promise<Understood[]> {
  const found: Understood[] = [];
  for await (const each of calls) found.push(each);
  return found;
}

async function failureOf(doing: Promise<unknown>) {
  const error = await doing.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error as Error & { code: string; retryable: boolean; retryAfterSec?: number },
  );
  expectDiscreet(error);
  return error;
}

describe('what Twilio says', () => {
  test('of the account', async () => {
    const { account } = await twilio();
    expect(await account.profile(never)).toEqual({ name: 'Sandbox', status: 'active' });
  });

  test('of the account, and what is left on it', async () => {
    const server = await answering((path) =>
      path.endsWith('Balance.json')
        ? { account_sid: firstAccount.sid, balance: '-12.345', currency: 'USD' }
        : {
            sid: firstAccount.sid,
            auth_token: firstAccount.authToken,
            friendly_name: 'Clinic',
            status: 'suspended',
          },
    );
    expect(await accountAt(server).profile(never)).toEqual({
      name: 'Clinic',
      status: 'suspended',
      balance: { amount: '-12.345', currency: 'USD' },
    });
  });

  test('of a call, from its beginning to its end', async () => {
    const { account, placed, ended, server } = await twilio();
    const { providerCallId } = await placed({ record: true });
    await ended(providerCallId);
    await expect.poll(() => server.of('recording').length, poll).toBeGreaterThan(1);
    const understood = await account.call(providerCallId, never);
    expect(understood?.providerCallId).toBe(providerCallId);
    expect(understood?.facts.every(({ source }) => source === 'reconciliation')).toBe(true);
    expect(kinds(understood?.facts ?? [])).toEqual(
      expect.arrayContaining(['answered', 'cost', 'duration', 'ended', 'recording', 'started']),
    );
    const call = folded(understood?.facts ?? []);
    expect(call).toMatchObject({
      direction: 'outbound',
      from: ours,
      to: theirs,
      status: 'completed',
      ended: true,
      billableFrom: 'billed',
      recording: 'pending',
      cost: { currency: 'USD' },
    });
    expect(call.durationsDisagree).toBe(false);
    expect(BigInt(call.cost?.micros ?? 0)).toBeGreaterThan(0n);
    // Asked once more, it is the same news.
    expect(await account.call(providerCallId, never)).toEqual(understood);
    // What it told of its own accord comes to the same call.
    await expect.poll(() => kinds(server.factsOf(providerCallId)), poll).toContain('ended');
    const { status, billableSec, answeredAt, endedAt, from, to } = folded(server.factsOf(providerCallId));
    expect(call).toMatchObject({ status, billableSec, answeredAt, endedAt, from, to });
  });

  test('of a call that nobody knows: nothing', async () => {
    const { account } = await twilio();
    expect(await account.call('CAffffffffffffffffffffffffffffffff', never)).toBeUndefined();
  });

  test('of a phone that a call was connected to: that it was', async () => {
    const dialled = {
      sid: 'CA2',
      parent_call_sid: 'CA1',
      direction: 'outbound-dial',
      status: 'completed',
      to: '+15550177',
      from: theirs,
      start_time: 'Fri, 20 Nov 2026 10:00:30 +0000',
    };
    const parent = {
      sid: 'CA1',
      direction: 'inbound',
      status: 'in-progress',
      from: theirs,
      to: ours,
      date_created: 'Fri, 20 Nov 2026 10:00:00 +0000',
      start_time: 'Fri, 20 Nov 2026 10:00:00 +0000',
    };
    const server = await answering((path) => {
      if (path.includes('Recordings')) return { recordings: [], next_page_uri: null };
      return path.includes('Calls.json')
        ? { calls: [dialled], next_page_uri: null }
        : path.includes('CA2')
          ? dialled
          : parent;
    });
    const account = accountAt(server);
    const understood = await account.call('CA1', never);
    expect(folded(understood?.facts ?? [])).toMatchObject({
      status: 'in-progress',
      transferredTo: '+15550177',
    });
    expect((await account.call('CA2', never))?.providerCallId).toBe('CA1');
    expect(
      (await all(account.recentCalls(new Date(0), never))).map(({ providerCallId }) => providerCallId),
    ).toEqual(['CA1']);
  });

  test.each([
    ['-0.00850', 'USD', { micros: '8500', currency: 'USD' }],
    ['-1', 'usd', { micros: '1000000', currency: 'USD' }],
    ['0.5', 'EUR', { micros: '-500000', currency: 'EUR' }],
    [null, 'USD', undefined],
    ['free', 'USD', undefined],
    ['-0.01', 'XXQ', undefined],
  ])('that it costs %s %s', async (price, price_unit, cost) => {
    const call = {
      sid: 'CA1',
      direction: 'inbound',
      status: 'completed',
      duration: 'soon',
      from: '+1',
      price,
      price_unit,
    };
    const server = await answering((path) =>
      path.includes('CA1.json') ? call : { recordings: [], calls: [], next_page_uri: null },
    );
    const facts = (await accountAt(server).call('CA1', never))?.facts ?? [];
    expect(facts.find(({ kind }) => kind === 'cost')?.content).toEqual(cost);
    expect(kinds(facts)).toEqual(expect.arrayContaining(['ended', 'started']));
  });
});

describe('the calls since some time', () => {
  test('the newest first, page by page, and each once', async () => {
    const { account, ended, calledBy, number } = await twilio();
    await number();
    const sids: string[] = [];
    for (let index = 0; index < 3; index += 1)
      sids.unshift(await calledBy(quick([{ do: 'hang up' }]), `+1415555010${index}`));
    for (const sid of sids) await ended(sid);
    const recent = await all(account.recentCalls(new Date(Date.now() - 3_600_000), never));
    expect(recent.map(({ providerCallId }) => providerCallId).sort()).toEqual(sids.sort());
    expect(recent.every(({ facts }) => kinds(facts).includes('ended'))).toBe(true);
    expect(await all(account.recentCalls(new Date(Date.now() + 86_400_000), never))).toEqual([]);
  });

  const path = `/2010-04-01/Accounts/${firstAccount.sid}/Calls.json`;
  const call = (index: number) => ({
    sid: `CA${index}`,
    direction: 'inbound',
    status: 'completed',
    from: theirs,
    to: ours,
  });

  test('over pages, with one that cannot be read among them', async () => {
    const asked: string[] = [];
    const server = await answering((url) => {
      asked.push(url);
      const page = Number(new URL(url, 'http://x').searchParams.get('Page') ?? 0);
      const calls = [call(page * 2), page === 1 ? { sid: 4 } : call(page * 2 + 1)];
      return {
        calls,
        next_page_uri: page < 2 ? `${path}?PageSize=1000&Page=${page + 1}&PageToken=PACA${page}` : null,
      };
    });
    const found = await all(accountAt(server).recentCalls(new Date('2026-11-20T10:00:00.500Z'), never));
    expect(found.map(({ providerCallId }) => providerCallId)).toEqual(['CA0', 'CA1', 'CA2', 'CA4', 'CA5']);
    expect(asked).toHaveLength(3);
    const first = new URL(asked[0] ?? '', 'http://x').searchParams;
    expect(Object.fromEntries(first)).toEqual({ 'StartTime>': '2026-11-20T10:00:00Z', PageSize: '1000' });
  });

  test.each([
    ['elsewhere', 'https://example.com/calls'],
    ['at another account', path.replace(firstAccount.sid, 'AC2')],
    ['in a circle', `${path}?Page=1`],
  ])('not where the next page is %s', async (_name, next_page_uri) => {
    let asked = 0;
    const server = await answering(() => {
      asked += 1;
      return { calls: [], next_page_uri };
    });
    await failureOf(all(accountAt(server).recentCalls(new Date(0), never)));
    expect(asked).toBeLessThanOrEqual(2);
  });

  test('whoever has seen enough asks no more', async () => {
    let asked = 0;
    const server = await answering(() => {
      asked += 1;
      return { calls: [call(asked)], next_page_uri: `${path}?Page=${asked}` };
    });
    for await (const { providerCallId } of accountAt(server).recentCalls(new Date(0), never)) {
      if (providerCallId === 'CA2') break;
    }
    expect(asked).toBe(2);
  });
});

describe('a call is placed', () => {
  test('with every address that it needs, and our own id in each', async () => {
    const { placed, posts, order, server, ended } = await twilio();
    const { providerCallId } = await placed({ record: true });
    const form = new URLSearchParams(posts()[0]?.requestBody ?? '');
    expect(Object.fromEntries(form)).toMatchObject({
      To: theirs,
      From: ours,
      Record: 'true',
      RecordingChannels: 'dual',
      MachineDetection: 'Enable',
      AsyncAmd: 'true',
    });
    expect(form.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed']);
    for (const name of [
      'Url',
      'FallbackUrl',
      'StatusCallback',
      'AsyncAmdStatusCallback',
      'RecordingStatusCallback',
    ]) {
      const url = new URL(form.get(name) ?? '');
      expect(url.searchParams.get('trunkline_call_id')).toBe(order.callId);
      expect(url.hash).toContain('rc=3&rp=5xx,ct,rt');
    }
    await ended(providerCallId);
    await expect.poll(() => server.of('status').length, poll).toBe(4);
    expect(server.refused).toEqual([]);
    for (const { facts, providerCallIds } of server.taken) {
      expect(providerCallIds).toEqual([providerCallId]);
      expect(facts[0]).toMatchObject({
        kind: 'metadata',
        content: { values: { trunkline_call_id: order.callId } },
      });
    }
  });

  test('and not recorded unless that is asked for', async () => {
    const { placed, posts } = await twilio();
    await placed();
    expect(posts()[0]?.requestBody).not.toContain('Record');
  });

  test('once, though the answer was lost', async () => {
    const { placed, posts, fault, sids } = await twilio();
    fault({ kind: 'answer-lost', route: ordering });
    const { providerCallId } = await placed();
    expect(posts()).toHaveLength(1);
    expect(await sids()).toEqual([providerCallId]);
  });

  test('not at all, and nobody knew until it was looked for', async () => {
    const { placed, posts, fault, sids, account, order } = await twilio();
    const triedSince = new Date();
    fault({ kind: 'cut', route: ordering });
    expect(await failureOf(placed())).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    expect(await sids()).toEqual([]);
    expect(await account.find(order, triedSince, never)).toBeUndefined();
    expect(posts()).toHaveLength(1);
    expect(await sids()).toEqual([]);
  });

  test('once, though it was done and could not be found at first', async () => {
    const { placed, posts, fault, sids, account, order } = await twilio();
    const triedSince = new Date();
    fault({ kind: 'answer-lost', route: ordering });
    fault({ kind: 'status', status: 500, route: listing, times: 3 });
    expect(await failureOf(placed())).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: true });
    const found = await account.find(order, triedSince, never);
    expect(posts()).toHaveLength(1);
    expect(await sids()).toEqual([found?.providerCallId]);
  });

  test('not at all, where whoever asked did not wait: that is found out later', async () => {
    const { placed, fault, sids, account, order, sandbox } = await twilio();
    const triedSince = new Date();
    fault({ kind: 'hang', route: ordering });
    const waiting = new AbortController();
    const failed = failureOf(placed({}, waiting.signal));
    await expect.poll(() => sandbox.faults.list()[0]?.struck, poll).toBe(1);
    waiting.abort();
    expect(await failed).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await account.find(order, triedSince, never)).toBeUndefined();
    expect(await sids()).toEqual([]);
  });

  test('and none is taken for it that is older, has other numbers, or is not the only one', async () => {
    const made = (ageSec: number, change: object = {}) => ({
      sid: `CA${ageSec}`,
      direction: 'outbound-api',
      status: 'queued',
      from: ours,
      to: theirs,
      date_created: new Date(Date.now() - ageSec * 1000).toUTCString().replace('GMT', '+0000'),
      ...change,
    });
    const triedSince = new Date(Date.now() - 60_000);
    const order = {
      from: ours,
      to: theirs,
      callId: newId('call'),
      metadata: {},
      hooksUrl: 'https://calls.example.com',
    };
    const found = async (...calls: object[]) => {
      const server = await answering(() => ({ calls }));
      return (await accountAt(server).find(order, triedSince, never))?.providerCallId;
    };
    expect(await found()).toBeUndefined();
    expect(await found(made(120))).toBeUndefined();
    expect(await found(made(30, { to: '+14155550199' }))).toBeUndefined();
    expect(await found(made(30, { direction: 'inbound' }))).toBeUndefined();
    expect(await found(made(30, { date_created: null }))).toBeUndefined();
    expect(await found(made(30), made(120))).toBe('CA30');
    expect(await found(made(30), made(40))).toBeUndefined();
    const unreadable = await answering(() => ({ calls: 'many' }));
    const error = await failureOf(accountAt(unreadable).find(order, triedSince, never));
    expect(error).toMatchObject({ retryable: true });
  });
});

describe('a call is ended', () => {
  test('and its last word says so', async () => {
    const { account, server, person, number, order } = await twilio();
    await number();
    person(theirs, quick([{ do: 'pause', ms: 600_000 }]));
    const { providerCallId } = await account.place(order, never);
    await account.hangUp(providerCallId, never);
    await expect.poll(() => kinds(server.factsOf(providerCallId)), poll).toContain('ended');
    // It has ended, which is what was wanted.
    await account.hangUp(providerCallId, never);
  });

  test('of which Twilio knows nothing', async () => {
    const { account } = await twilio();
    const error = await failureOf(account.hangUp('CAffffffffffffffffffffffffffffffff', never));
    expect(error).toMatchObject({ code: 'PROVIDER_REFUSED', retryable: false });
  });
});

describe('it fails', () => {
  const doings: [
    string,
    (account: ReturnType<typeof accountAt>, order: PlaceCall, signal: AbortSignal) => Promise<unknown>,
  ][] = [
    ['profile', (account, _order, signal) => account.profile(signal)],
    ['call', (account, _order, signal) => account.call('CA1', signal)],
    ['recentCalls', (account, _order, signal) => all(account.recentCalls(new Date(0), signal))],
    ['place', (account, order, signal) => account.place(order, signal)],
    ['hangUp', (account, _order, signal) => account.hangUp('CA1', signal)],
  ];

  describe.each(doings)('%s', (name, doing) => {
    test('for a while where there are too many requests', async () => {
      const { account, order, fault } = await twilio();
      fault({ kind: 'rate-limit', retryAfterSec: 7, times: 9 });
      expect(await failureOf(doing(account, order, never))).toMatchObject({
        code: 'UNAVAILABLE',
        retryable: true,
        retryAfterSec: 7,
      });
    });

    test.each<[NewFaultRule]>([[{ kind: 'status', status: 500 }], [{ kind: 'cut' }]])(
      'for this time: %j',
      async (rule) => {
        const { account, order, fault } = await twilio();
        fault({ ...rule, times: 9 });
        expect(await failureOf(doing(account, order, never))).toMatchObject({ status: 502, retryable: true });
      },
    );

    test('where it takes too long, and where nobody waits', async () => {
      const { account, order, fault, sandbox } = await twilio({ limits: { totalMs: 300 } });
      fault({ kind: 'hang', times: 9 });
      expect(await failureOf(doing(account, order, never))).toMatchObject({ status: 502, retryable: true });
      const patient = accountAt(`${sandbox.url}/twilio`);
      const signal = AbortSignal.timeout(100);
      expect((await failureOf(doing(patient, order, signal))).message).toContain('Nobody waited');
    });

    test('for good where the credentials are not good', async () => {
      const { sandbox, order } = await twilio();
      const account = accountAt(`${sandbox.url}/twilio`, { authToken: 'a token that was changed' });
      expect(await failureOf(doing(account, order, never))).toMatchObject({
        retryable: false,
        message: expect.stringContaining('credentials'),
      });
    });

    test('where nobody is there, and where nobody may ask', async () => {
      const { order } = await twilio();
      const gone = accountAt(`http://127.0.0.1:${await freePort()}`);
      const error = await failureOf(doing(gone, order, never));
      expect(error).toMatchObject({
        code: 'PROVIDER_FAILED',
        retryable: true,
        message: 'Twilio cannot be reached. The address accepted no connection.',
      });
      const forbidden = await failureOf(doing(accountAt('http://10.1.2.3'), order, never));
      expect(forbidden).toMatchObject({ code: 'PROVIDER_FAILED', retryable: false });
    });

    test('where the answer is none', async () => {
      const { order } = await twilio();
      for (const body of ['<html>', '', '[', 'null', '{"calls":7,"sid":7}', `"${'x'.repeat(100)}`]) {
        const server = await answeringText(body);
        // An account that says nothing of itself is one all the same.
        if (name === 'profile' && /^(null|\{)/.test(body)) continue;
        if (name === 'hangUp' && /^(null|\{)/.test(body)) continue;
        expect(await failureOf(doing(accountAt(server), order, never))).toMatchObject({ status: 502 });
      }
    });
  });

  test('where Twilio refuses, with the number of its own error and none of its words', async () => {
    const { account, order } = await twilio();
    const error = await failureOf(account.place({ ...order, from: '+15550009999' }, never));
    expect(error).toMatchObject({ code: 'PROVIDER_REFUSED', retryable: false });
    expect(error.message).toBe(
      'Twilio refused this with status 400: error 21210, see https://www.twilio.com/docs/errors/21210.',
    );
  });

  test('where there is more in an answer than anybody keeps', async () => {
    const server = await answeringText(JSON.stringify({ calls: ['x'.repeat(5_000)] }));
    const account = accountAt(server, { limits: { bodyBytes: 1_000 } });
    await failureOf(all(account.recentCalls(new Date(0), never)));
  });
});

test('an API key asks in the place of the auth token', async () => {
  const { control, sandbox } = await twilio();
  const sid = 'AC000000000000000000000000000000aa';
  const key = { sid: 'SK000000000000000000000000000000bb', secret: 'a secret of the key' };
  await control('POST', '/accounts', { sid, friendlyName: 'Keyed', keys: { [key.sid]: key.secret } });
  const account = accountAt(`${sandbox.url}/twilio`, { accountSid: sid, authToken: 'another', apiKey: key });
  expect(await account.profile(never)).toMatchObject({ name: 'Keyed' });
});

const answering = (answer: (path: string, method: string) => unknown) =>
  answeringText((path, method) => JSON.stringify(answer(path, method)));

async function answeringText(answer: string | ((path: string, method: string) => string)): Promise<string> {
  const server = createServer((request, response) => {
    const body = typeof answer === 'string' ? answer : answer(request.url ?? '', request.method ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
