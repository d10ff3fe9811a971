/** The trigger: one request starts a call, and another one follows it. */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../../sandbox/player/report.ts';
import { firstAccount } from '../../../sandbox/vendors/twilio/store.ts';
import { eventually } from '../helpers/frame.ts';
import { clientOf } from '../helpers/twilio.ts';
import { playing } from './helpers.ts';

const own = '+15550001111';
type World = Awaited<ReturnType<typeof playing>>;

async function blandNumber({ sandbox, receiver }: World): Promise<string> {
  const call = (path: string, body: object) =>
    fetch(`${sandbox.url}/bland${path}`, {
      method: 'POST',
      headers: { authorization: 'a tenant', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const { phone_number: number } = (await (await call('/numbers/purchase', {})).json()) as {
    phone_number: string;
  };
  await call(`/v1/inbound/${number}`, {
    webhook: receiver.url,
    webhook_events: ['call'],
    record: true,
    prompt: 'Be kind.',
  });
  return number;
}

describe('a call to a number that is configured at the provider', () => {
  test('Bland: goes to its webhook, in its account, by its settings', async () => {
    const world = await playing();
    const number = await blandNumber(world);
    const { status, body } = await world.ask<CallReport>('POST', 'calls', {
      scenario: 'second-gather',
      provider: 'bland',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      provider: 'bland',
      direction: 'inbound',
      to: number,
      scenario: 'second-gather',
    });
    const states = new Set<string>([body.state]);
    await eventually(async () => {
      const { body: now } = await world.ask<CallReport>('GET', `calls/${body.id}`);
      states.add(now.state);
      return now.state === 'settled' ? true : undefined;
    });
    expect([...states]).toEqual(expect.arrayContaining(['talking', 'telling', 'settled']));
    const kinds = world.receiver.of(body.id).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['mid-call', 'post-call']));
    const details = await fetch(`${world.sandbox.url}/bland/v1/calls/${body.id}`, {
      headers: { authorization: 'a tenant' },
    });
    expect(await details.json()).toMatchObject({ call_id: body.id, inbound: true, to: number, record: true });
  });

  test('Twilio: asks its voice address, whose TwiML is the agent, and tells its status address', async () => {
    const world = await playing();
    const client = clientOf(world.sandbox.url);
    await client.incomingPhoneNumbers.create({
      phoneNumber: own,
      voiceUrl: `${world.receiver.url}/voice`,
      statusCallback: `${world.receiver.url}/status`,
    });
    const { body } = await world.ask<CallReport>('POST', 'calls', {
      scenario: 'angry-caller',
      provider: 'twilio',
    });
    expect(body).toMatchObject({ to: own, agent: 'target' });
    const call = await world.settled(body.id);
    expect(world.receiver.of(call.id)).toEqual([
      { call: call.id, kind: 'twiml', signed: true },
      { call: call.id, kind: 'status completed', signed: true },
    ]);
    // Somebody else's agent says what it likes.
    expect(call.checks.map(({ what }) => what)).toEqual(['outcome', 'answered by', 'learnt by']);
    expect(await client.calls(call.id).fetch()).toMatchObject({
      to: own,
      direction: 'inbound',
      status: 'completed',
    });
  });
});

describe('a target that is named', () => {
  test('has addresses, an account and a secret of its own', async () => {
    const world = await playing();
    const [sid, token] = [`AC${'5'.repeat(32)}`, 'a token'];
    const { body } = await world.ask<CallReport>('POST', 'calls', {
      scenario: 'happy-path',
      provider: 'twilio',
      from: own,
      to: '+15550199000',
      target: { statusUrl: `${world.receiver.url}/status`, account: sid, secret: token },
    });
    const call = await world.settled(body.id);
    expect(call).toMatchObject({ from: own, to: '+15550199000' });
    expect(new Set(call.webhooks.map(({ kind }) => kind.split(' ')[0]))).toEqual(new Set(['status']));
    expect(
      await clientOf(world.sandbox.url, sid, token).api.v2010.accounts(sid).calls(call.id).fetch(),
    ).toMatchObject({
      accountSid: sid,
      from: own,
    });
    // The receiver knows another token.
    expect(world.receiver.of(call.id).every(({ signed }) => !signed)).toBe(true);
  });

  test('a transfer has a leg with callbacks of its own, and they are in the books', async () => {
    const world = await playing();
    const { body } = await world.ask<CallReport>('POST', 'calls', {
      scenario: 'transfer',
      provider: 'twilio',
      target: world.target,
    });
    const call = await world.settled(body.id);
    const legs = await clientOf(world.sandbox.url).calls.list({ parentCallSid: call.id });
    expect(legs).toMatchObject([{ to: '+15550177', direction: 'outbound-dial', status: 'completed' }]);
    const about = new Set(call.webhooks.map((each) => each.about));
    expect(about).toEqual(new Set([call.id, legs[0]?.sid]));
  });
});

describe('a call that is expected, and then ordered by the API', () => {
  const person = '+14155550188';

  test('Bland: the next one to that number is played, and the one after it is nobody’s', async () => {
    const { ask, sandbox, receiver, settled } = await playing();
    const wish = { scenario: 'last-webhook-lost', provider: 'bland', to: person, await: true };
    const { body: expected } = await ask<CallReport>('POST', 'calls', wish);
    expect(expected).toMatchObject({ state: 'expected', to: person, webhooks: [] });
    const order = async () => {
      const answer = await fetch(`${sandbox.url}/bland/v1/calls`, {
        method: 'POST',
        headers: { authorization: 'a tenant', 'content-type': 'application/json' },
        body: JSON.stringify({
          phone_number: person,
          task: 'Be kind.',
          webhook: receiver.url,
          webhook_events: ['call'],
        }),
      });
      return ((await answer.json()) as { call_id: string }).call_id;
    };
    await ask('PATCH', 'bland/settings', { sameNumberSec: 0 });
    const id = await order();
    const call = await settled(expected.id);
    expect(call).toMatchObject({ id, agent: 'scenario', met: true, scenario: 'last-webhook-lost' });
    expect(receiver.of(id).map(({ kind }) => kind)).not.toContain('post-call');
    const next = await order();
    await eventually(() => receiver.of(next).find(({ kind }) => kind === 'post-call'));
  });

  test('Twilio: the person is the scenario’s, and the agent the TwiML of who ordered it', async () => {
    const { ask, sandbox, receiver, settled } = await playing();
    const wish = { scenario: 'rejected', provider: 'twilio', to: person, await: true };
    const { body: expected } = await ask<CallReport>('POST', 'calls', wish);
    const client = clientOf(sandbox.url);
    await client.incomingPhoneNumbers.create({ phoneNumber: own });
    const { sid } = await client.calls.create({
      to: person,
      from: own,
      twiml: '<Response><Say>Hello</Say></Response>',
      statusCallback: receiver.url,
    });
    expect(await settled(expected.id)).toMatchObject({ id: sid, agent: 'target', met: true });
  });

  test('not where the person calls', async () => {
    const { ask } = await playing();
    const answer = await ask('POST', 'calls', {
      scenario: 'transfer',
      provider: 'twilio',
      to: own,
      await: true,
    });
    expect(answer).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('a person calls') },
    });
  });
});

describe('refused, with what is missing', () => {
  test.each<[string, object, number, string]>([
    ['no scenario', {}, 400, 'scenario'],
    ['one that there is not', { scenario: 'nonsense' }, 409, 'no scenario nonsense'],
    ['a provider that there is not', { scenario: 'busy', provider: 'vonage' }, 400, 'provider'],
    ['a number that is none', { scenario: 'busy', to: '123' }, 400, 'phone number'],
    ['an address that is none', { scenario: 'busy', target: { url: 'ftp://x' } }, 400, 'http'],
    ['nowhere to tell it, at Bland', { scenario: 'busy', provider: 'bland' }, 409, 'configure one at Bland'],
    [
      'nowhere to tell it, at Twilio',
      { scenario: 'busy', provider: 'twilio' },
      409,
      'configure one at Twilio',
    ],
    [
      'an account that there is not',
      {
        scenario: 'busy',
        provider: 'twilio',
        target: { url: 'http://127.0.0.1:1/', account: `AC${'7'.repeat(32)}` },
      },
      409,
      'target.secret',
    ],
  ])('%s', async (_, wish, status, message) => {
    const { ask } = await playing();
    const answer = await ask('POST', 'calls', wish);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  test('a call that nobody placed', async () => {
    const { ask } = await playing();
    expect((await ask('GET', 'calls/none')).status).toBe(404);
    expect((await ask('GET', 'runs/none')).status).toBe(404);
    expect((await ask('DELETE', 'runs/none')).status).toBe(404);
  });
});

test('a run is stopped: no more calls, and those that are on end as they would', async () => {
  const { ask, target } = await playing();
  const { body } = await ask<{ id: string }>('POST', 'runs', {
    scenarios: ['busy'],
    count: 1_000,
    rate: 5,
    target,
  });
  await eventually(async () => {
    const { body: run } = await ask<{ placed: number }>('GET', `runs/${body.id}`);
    return run.placed > 0 ? true : undefined;
  });
  await ask('DELETE', `runs/${body.id}`);
  const stopped = await eventually(async () => {
    const { body: run } = await ask<{ state: string; placed: number }>('GET', `runs/${body.id}`);
    return run.state === 'finished' ? run : undefined;
  });
  expect(stopped).toMatchObject({ balanced: true });
  expect(stopped.placed).toBeLessThan(1_000);
  expect((await ask<{ runs: unknown[] }>('GET', 'runs')).body.runs).toHaveLength(1);
});

test('calls are listed, the newest so many', async () => {
  const { run, ask, target } = await playing();
  const { calls } = await run({ scenarios: ['busy', 'rejected'], count: 5, rate: 50, target });
  const ids = async (query: string) =>
    (await ask<{ calls: CallReport[] }>('GET', `calls${query}`)).body.calls.map(({ id }) => id);
  expect(await ids('')).toEqual(calls.map(({ id }) => id));
  expect(await ids('?limit=2')).toEqual(calls.slice(-2).map(({ id }) => id));
  expect((await ask('GET', 'calls?limit=none')).status).toBe(400);
});

test('a sandbox that closes waits for no call, no run and no day', async () => {
  const { sandbox, ask, target } = await playing({ speed: 1 });
  const { body } = await ask<{ id: string }>('POST', 'runs', { count: 100, rate: 10, target });
  await ask('PUT', 'traffic', { rate: 1_000, target });
  await ask('POST', 'calls', { scenario: 'busy', to: '+14155550188', await: true });
  await eventually(async () => {
    const { body: run } = await ask<{ placed: number }>('GET', `runs/${body.id}?calls=none`);
    return run.placed > 2 ? true : undefined;
  });
  await sandbox.close();
  expect(sandbox.phones.calls.size).toBe(0);
});

test('scenarios are listed, with what they expect', async () => {
  const { ask } = await playing();
  const { body } = await ask<{ scenarios: { id: string }[] }>('GET', 'scenarios');
  expect(body.scenarios.find(({ id }) => id === 'busy')).toMatchObject({
    name: 'Busy',
    direction: 'outbound',
    providers: ['bland', 'twilio'],
    expect: { outcome: 'busy' },
  });
});

test('the sink takes whatever comes', async () => {
  const { sandbox } = await playing();
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'x/y']) {
    const answer = await fetch(`${sandbox.url}/_sandbox/sink`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(204);
  }
});

test(`${firstAccount.sid} signs what is played without an account`, async () => {
  const { ask, settled, receiver, target } = await playing();
  const { body } = await ask<CallReport>('POST', 'calls', { scenario: 'busy', provider: 'twilio', target });
  await settled(body.id);
  expect(receiver.of(body.id).every(({ signed }) => signed)).toBe(true);
});
