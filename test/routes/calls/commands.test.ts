/** Calls are placed, ended and asked about: what whoever does it is answered, and what the provider was asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Call, Timeline } from '../../../src/contract/calls.ts';
import type { ErrorAnswer } from '../../../src/contract/error.ts';
import { newId } from '../../../src/core/ids.ts';
import { callingFrom, newKey, somebodysNumber } from '../../helpers/calling.ts';
import { sandboxedHouse } from '../../helpers/sandboxed.ts';
import { newWorld, type World } from '../../helpers/world.ts';
import { speechCacheDir } from '../../sandbox/helpers/frame.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const { sandbox, house } = await sandboxedHouse({
  seed: newId('job'),
  speed: 5,
  speechCacheDir,
  env: { CALLS_SILENT_SECONDS: '1' },
});
const world = await newWorld(house);
const { calling, calls } = house.app;

// Long enough for somebody to hang up in the middle of it.
const say = 'Your appointment is on Thursday. '.repeat(30).trim();
const greeting = { say, language: 'en-GB', record: false };
const ways = {
  bland: {
    words: { task: 'Remind them of Thursday.' },
    line: {},
    ordering: 'POST /v1/calls',
    listing: 'GET /v1/calls',
  },
  twilio: {
    words: {},
    line: { greeting },
    ordering: 'POST /2010-04-01/Accounts/:account/Calls.json',
    listing: 'GET /2010-04-01/Accounts/:account/Calls.json',
  },
} as const;

const numbers = {
  bland: await callingFrom(world, sandbox, 'bland', ways.bland.line),
  twilio: await callingFrom(world, sandbox, 'twilio', ways.twilio.line),
};

interface Answered {
  readonly status: number;
  readonly body: Call & ErrorAnswer;
}

async function post(path: string, body?: unknown, more: object = {}, as = world.headers): Promise<Answered> {
  const response = await house.fetch(path, {
    method: 'POST',
    headers: { ...as, ...(body !== undefined && { 'content-type': 'application/json' }), ...more },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

const place = (body: object, key = newKey(), as = world.headers) =>
  post('/v1/calls', body, { 'idempotency-key': key }, as);

const ringing = { kind: 'answers', afterMs: 1_000 } as const;

/** Neither they nor Bland's agent have anything to say, so that nobody but us ends a call. */
async function patientPerson(): Promise<string> {
  const number = somebodysNumber();
  sandbox.phones.book.set(number, { steps: [{ do: 'pause', ms: 3_600_000 }], ringing });
  const steps = [{ pause: '1h' }];
  await fetch(`${sandbox.url}/_sandbox/bland/plays/${number}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person: { phone: { answers: '1s' }, steps }, agent: { steps } }),
  });
  return number;
}

/** How often a provider was asked to call them. */
const ordersFor = (to: string) =>
  sandbox.journal
    .list({ direction: 'in' })
    .filter(({ route }) => route === ways.bland.ordering || route === ways.twilio.ordering)
    .filter(({ requestBody }) => requestBody.includes(to) || requestBody.includes(encodeURIComponent(to)));

const callOf = (id: string, of: World = world) => of.ask<Call>('GET', `/v1/calls/${id}`);
const poll = { timeout: 30_000, interval: 50 };
afterEach(() => sandbox.faults.clear());
const never = new AbortController().signal;

describe.each(['bland', 'twilio'] as const)('over %s', (provider) => {
  const { words, ordering, listing } = ways[provider];
  const order = async (more: object = {}) => ({
    numberId: numbers[provider].id,
    to: await patientPerson(),
    ...words,
    ...more,
  });
  const fault = (rule: object) => sandbox.faults.add({ vendor: provider, ...rule } as never);

  test('a call is placed, answered, and ended by us; the log says so, and what came along is still there', async () => {
    const { id: numberId, number } = numbers[provider];
    const asked = await order({ metadata: { appointment: '4711' }, recording: false, maxMinutes: 5 });
    const { status, body } = await place(asked);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: {
        direction: 'outbound',
        from: number,
        to: asked.to,
        provider,
        numberId,
        simulated: true,
        ended: false,
      },
    });
    expect(body.providerCallId).toMatch(/\w/);
    await expect
      .poll(() => callOf(body.id), poll)
      .toMatchObject({
        status: 'in-progress',
        // Its provider says so only at the end, or not at all.
        direction: 'outbound',
      });
    const hung = await post(`/v1/calls/${body.id}/hangup`);
    expect(hung).toMatchObject({ status: 202, body: { id: body.id } });
    await expect.poll(() => callOf(body.id), poll).toMatchObject({ status: 'completed', ended: true });
    expect(await callOf(body.id)).toMatchObject({
      providerCallId: body.providerCallId,
      from: number,
      to: asked.to,
      metadata: { appointment: '4711' },
    });
    const again = await post(`/v1/calls/${body.id}/hangup`);
    expect(again).toMatchObject({ status: 409, body: { code: 'CALL_ENDED' } });
    const { items } = await world.ask<Timeline>('GET', `/v1/calls/${body.id}/timeline`);
    const said = items.flatMap((item) =>
      item.what === 'fact' && item.source === 'trunkline' ? [item.kind] : [],
    );
    expect(said.sort()).toEqual(['hang-up requested', 'metadata', 'placed', 'started']);
    const types = items.flatMap((item) => (item.what === 'event' ? [item.type] : []));
    expect(types).toEqual(expect.arrayContaining(['call.outgoing', 'call.connected', 'call.disconnected']));
    expect(ordersFor(asked.to)).toHaveLength(1);
    expect(ordersFor(asked.to)[0]?.requestBody).toContain(
      provider === 'bland' ? '"max_duration":5' : 'TimeLimit=300',
    );
  });

  test('the same request under the same key is the same call; another one is refused', async () => {
    const key = newKey();
    const asked = await order();
    const all = await Promise.all(Array.from({ length: 5 }, () => place(asked, key)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    expect(await place(asked, key)).toMatchObject({ status: 200, body: { id: all[0]?.body.id } });
    expect(await place({ ...asked, metadata: { another: 'call' } }, key)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(ordersFor(asked.to)).toHaveLength(1);
  });

  test('the answer is lost: it is found, and placed once', async () => {
    const asked = await order();
    fault({ kind: 'answer-lost', route: ordering, times: 1 });
    const { status, body } = await place(asked);
    expect(status).toBe(201);
    await expect.poll(() => callOf(body.id), poll).toMatchObject({ answeredAt: expect.any(String) });
    expect(ordersFor(asked.to)).toHaveLength(1);
  });

  test('the answer is lost, and so is looking for it: the call says what is known, and goes on', async () => {
    const asked = await order();
    const key = newKey();
    fault({ kind: 'answer-lost', route: ordering, times: 1 });
    fault({ kind: 'status', status: 500, route: listing, times: 3 });
    const { status, body } = await place(asked, key);
    expect(status).toBe(202);
    const found = async () => {
      await calling.sweep(never);
      await calls.reconcile.parked(never);
      return callOf(body.id);
    };
    await expect.poll(found, poll).toMatchObject({ answeredAt: expect.any(String) });
    expect(await place(asked, key)).toMatchObject({ status: 200, body: { id: body.id } });
    expect(ordersFor(asked.to)).toHaveLength(1);
  });

  test('nothing came of it, and nobody could know: it is never tried again, and ends as lost', async () => {
    const asked = await order();
    const key = newKey();
    fault({ kind: 'cut', route: ordering, times: 1 });
    const { status, body } = await place(asked, key);
    expect({ status, body }).toMatchObject({ status: 202, body: { status: 'queued', providerCallId: null } });
    expect(await post(`/v1/calls/${body.id}/hangup`)).toMatchObject({
      status: 409,
      body: { code: 'CALL_NOT_CONFIRMED' },
    });
    const reconciled = async () => (await post(`/v1/calls/${body.id}/reconcile`)).body;
    await expect.poll(reconciled, poll).toMatchObject({ status: 'lost', ended: true });
    expect(await place(asked, key)).toMatchObject({ status: 200, body: { id: body.id, status: 'lost' } });
    expect(ordersFor(asked.to)).toHaveLength(1);
  });

  test('refused: it has failed, whoever asked is told why, and so is whoever asks once more', async () => {
    const asked = await order();
    const key = newKey();
    fault({ kind: 'status', status: 400, route: ordering, times: 1 });
    const refused = await place(asked, key);
    expect(refused).toMatchObject({ status: 422, body: { code: 'CALL_REFUSED' } });
    const [callId = ''] = /call_[0-9a-z]{26}/.exec(refused.body.error) ?? [];
    await expect.poll(() => callOf(callId), poll).toMatchObject({ status: 'failed', ended: true });
    const { error } = await callOf(callId);
    expect(refused.body.error).toContain(error?.message);
    const again = await place(asked, key);
    expect([again.status, again.body.error]).toEqual([422, refused.body.error]);
    expect(ordersFor(asked.to)).toHaveLength(1);
  });

  test('it takes no more at the moment: the call has failed, and another one may be asked for', async () => {
    const asked = await order();
    fault({ kind: 'rate-limit', route: ordering, times: 1 });
    expect(await place(asked)).toMatchObject({ status: 502, body: { code: 'CALL_NOT_PLACED' } });
    expect(await place(asked)).toMatchObject({ status: 201 });
  });

  test('a call whose every webhook is lost is known to its end by asking', async () => {
    const lost = fault({ kind: 'lost', direction: 'out', route: '*' });
    const asked = await order();
    const { body } = await place(asked);
    await post(`/v1/calls/${body.id}/hangup`);
    const reconciled = async () => (await post(`/v1/calls/${body.id}/reconcile`)).body;
    await expect.poll(reconciled, poll).toMatchObject({ ended: true, providerCallId: body.providerCallId });
    sandbox.faults.remove(lost.id);
    // Nor is it found a second time, under another id, in the provider's list.
    await calls.reconcile.missed(never);
    await calls.intake.idle();
    const { items } = await world.ask<{ items: Call[] }>(
      'GET',
      `/v1/calls?to=${encodeURIComponent(asked.to)}`,
    );
    expect(items.map(({ id }) => id)).toEqual([body.id]);
  });

  test('a list that is looked through while the provider still answers makes no second call', async () => {
    const asked = await order();
    fault({ kind: 'delay', delayMs: 0, route: ordering, times: 1 });
    fault({ kind: 'answer-lost', route: ordering, times: 1 });
    const placing = place(asked).then(({ body: { id } }) => id);
    const placed = placing.then(() => true);
    while (!(await Promise.race([placed, sleep(50, false)]))) await calls.reconcile.missed(never);
    const id = await placing;
    await expect.poll(() => callOf(id), poll).toMatchObject({ answeredAt: expect.any(String) });
    await calls.intake.idle();
    const { items } = await world.ask<{ items: Call[] }>(
      'GET',
      `/v1/calls?to=${encodeURIComponent(asked.to)}`,
    );
    expect(items.map((call) => call.id)).toEqual([id]);
  });

  test('that cannot end it now: it says so', async () => {
    const { body } = await place(await order());
    fault({ kind: 'status', status: 500, route: '*', times: 1 });
    expect(await post(`/v1/calls/${body.id}/hangup`)).toMatchObject({ status: 502 });
    await post(`/v1/calls/${body.id}/hangup`);
    await expect.poll(() => callOf(body.id), poll).toMatchObject({ ended: true });
  });
});

test('over Twilio the words of the call are said, or those of its number', async () => {
  const twimlFor = async (more: object) => {
    const { body } = await place({ numberId: numbers.twilio.id, to: await patientPerson(), ...more });
    await expect
      .poll(() => callOf(body.id), poll)
      .toMatchObject({ status: expect.stringMatching(/in-progress|completed/) });
    const subject = body.providerCallId ?? '';
    const [asked] = await vi.waitUntil(() => {
      const found = sandbox.journal.list({ vendor: 'twilio', direction: 'out', route: 'twiml', subject });
      return found.length > 0 && found;
    }, poll);
    return asked?.responseBody;
  };
  expect(await twimlFor({})).toContain('Your appointment is on Thursday.');
  expect(await twimlFor({ greeting: { say: 'Another day, then.' } })).toContain('Another day, then.');
});

describe('before anything is stored', () => {
  test.each([
    ['without a key of its own', { key: '' }, 400, 'VALIDATION_FAILED'],
    ['from nowhere', { change: { numberId: undefined } }, 400, 'VALIDATION_FAILED'],
    ['from two numbers', { change: { from: '+14155550100' } }, 400, 'VALIDATION_FAILED'],
    ['to what is no number', { change: { to: 'nobody' } }, 400, 'VALIDATION_FAILED'],
    ['with nothing to do', { change: { task: undefined } }, 400, 'VALIDATION_FAILED'],
    ['with words for an agent that finds its own', { change: { greeting } }, 400, 'VALIDATION_FAILED'],
    [
      'with a name in its metadata that is ours',
      { change: { metadata: { trunkline_call_id: 'x' } } },
      400,
      'VALIDATION_FAILED',
    ],
    ['from a number that is not there', { change: { numberId: newId('num') } }, 404, 'NUMBER_NOT_FOUND'],
    [
      'from what is no number of ours',
      { change: { numberId: undefined, from: '+14155550999' } },
      404,
      'NUMBER_NOT_FOUND',
    ],
  ] as const)(
    '%s it is refused',
    async (_name, { key, change }: { key?: string; change?: object }, status, code) => {
      const asked = { numberId: numbers.bland.id, to: await patientPerson(), ...ways.bland.words, ...change };
      expect(await place(asked, key)).toMatchObject({ status, body: { code } });
      expect(ordersFor(asked.to)).toEqual([]);
    },
  );

  test('whoever sends no key is told what to send, with an example', async () => {
    const { status, body } = await post('/v1/calls', {
      numberId: numbers.bland.id,
      to: await patientPerson(),
      ...ways.bland.words,
    });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: {
        details: [{ path: 'headers.idempotency-key', message: expect.stringMatching(/such as reminder-/) }],
      },
    });
  });

  test('by a number it may be named as well, where it is on one connection', async () => {
    const { number } = numbers.bland;
    const { status, body } = await place({ from: number, to: await patientPerson(), ...ways.bland.words });
    expect({ status, body }).toMatchObject({ status: 201, body: { from: number } });
  });

  test('a foreign number is as if there were none', async () => {
    const other = await world.besides();
    const theirs = await callingFrom(other, sandbox, 'bland');
    for (const which of [{ numberId: theirs.id }, { from: theirs.number }]) {
      const answered = await place({ ...which, to: await patientPerson(), ...ways.bland.words });
      expect(answered).toMatchObject({ status: 404, body: { code: 'NUMBER_NOT_FOUND' } });
    }
  });

  test('two tenants may use the same key, each for a call of its own', async () => {
    const other = await world.besides();
    const theirs = await callingFrom(other, sandbox, 'bland');
    const key = newKey();
    const one = await place(
      { numberId: numbers.bland.id, to: await patientPerson(), ...ways.bland.words },
      key,
    );
    const two = await place(
      { numberId: theirs.id, to: await patientPerson(), ...ways.bland.words },
      key,
      other.headers,
    );
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.id).not.toBe(two.body.id);
  });

  test('a disabled connection places nothing', async () => {
    const mine = await world.besides();
    const { id, connectionId } = await callingFrom(mine, sandbox, 'bland');
    await mine.ask('PATCH', `/v1/connections/${connectionId}`, { rev: 1, status: 'disabled' });
    const answered = await place(
      { numberId: id, to: await patientPerson(), ...ways.bland.words },
      newKey(),
      mine.headers,
    );
    expect(answered).toMatchObject({ status: 409, body: { code: 'CONNECTION_DISABLED' } });
  });

  test('nor does a suspended tenant, whoever asks in its name', async () => {
    const mine = await world.besides();
    const { id } = await callingFrom(mine, sandbox, 'bland');
    const { rev } = await mine.ask<{ rev: number }>('GET', '/v1/tenant');
    await mine.ask('POST', `/v1/tenants/${mine.tenantId}/suspend`, { rev, reason: 'A test.' });
    const answered = await place(
      { numberId: id, to: await patientPerson(), ...ways.bland.words },
      newKey(),
      mine.headers,
    );
    expect(answered).toMatchObject({ status: 403, body: { code: 'TENANT_NOT_ACTIVE' } });
  });

  test.each([
    ['concurrentCalls', 'QUOTA_CONCURRENT_CALLS'],
    ['callsPerDay', 'QUOTA_CALLS_PER_DAY'],
  ])('a hard limit of %s is kept, also by many at once', async (quota, code) => {
    const mine = await world.besides();
    const { id } = await callingFrom(mine, sandbox, 'bland');
    const { rev } = await mine.ask<{ rev: number }>('GET', '/v1/tenant');
    await mine.ask('PATCH', `/v1/tenants/${mine.tenantId}`, { rev, limits: { [quota]: { hard: 2 } } });
    const asking = async () =>
      place({ numberId: id, to: await patientPerson(), ...ways.bland.words }, newKey(), mine.headers);
    const all = await Promise.all(Array.from({ length: 5 }, asking));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 429, 429, 429]);
    for (const { status, body } of all) if (status === 429) expect(body.code).toBe(code);
    const placed = all.filter(({ status }) => status === 201).map(({ body }) => body.id);
    const { items } = await mine.ask<{ items: Call[] }>('GET', '/v1/calls');
    expect(items.map((call) => call.id).sort()).toEqual(placed.sort());
    // One that has ended makes room among those that go on, and none among those of the day.
    await post(`/v1/calls/${placed[0]}/hangup`, undefined, {}, mine.headers);
    await expect.poll(() => callOf(placed[0] ?? '', mine), poll).toMatchObject({ ended: true });
    expect((await asking()).status).toBe(quota === 'concurrentCalls' ? 201 : 429);
  });

  test('a key that may only read places nothing', async () => {
    const made = await world.ask<{ secret: string }>('POST', '/v1/keys', {
      name: 'Reads',
      scopes: ['calls:read'],
    });
    const answered = await place({}, newKey(), { 'x-api-key': made.secret });
    expect(answered).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  });
});

test('an erased call stays erased, whoever asks for it again and whatever its provider still tells', async () => {
  const key = newKey();
  const asked = { numberId: numbers.bland.id, to: await patientPerson(), ...ways.bland.words };
  const { body } = await place(asked, key);
  await world.ask('POST', '/v1/erasures', { number: asked.to });
  await expect
    .poll(async () => {
      await house.app.privacy.sweeps.erasures(never);
      return (await post(`/v1/calls/${body.id}/reconcile`)).status;
    }, poll)
    .toBe(404);
  expect(await place(asked, key)).toMatchObject({ status: 409, body: { code: 'CALL_ERASED' } });
  expect(
    await house.app.database.collection<{ _id: string }>('placements').findOne({ _id: body.id }),
  ).toBeNull();
  expect(ordersFor(asked.to)).toHaveLength(1);
});
