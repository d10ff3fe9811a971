/** What calls that come in use of their tenant's quotas: once each, on two instances, whoever tells of their end. */
import { createHmac, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import twilio from 'twilio';
import { afterAll, expect, test, vi } from 'vitest';
import type { CallPage } from '../../../../src/contract/call-queries.ts';
import type { QuotaUse } from '../../../../src/contract/quotas.ts';
import { fact } from '../../../../src/core/calls/fact.ts';
import { newId } from '../../../../src/core/ids.ts';
import { systemScope } from '../../../../src/core/tenancy.ts';
import { testApp } from '../../../helpers/app.ts';
import {
  newBlandConnection,
  newConnection,
  newSecret,
  twilioCredentials,
} from '../../../helpers/connections.ts';
import { newWorld, type World } from '../../../helpers/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const one = await testApp();
const { MONGODB_URI, REDIS_PREFIX } = one.app.config;
const other = await testApp({ env: { MONGODB_URI, REDIS_PREFIX } });
const houses = [one, other] as const;
const settled = async () => {
  for (const { app } of houses) await app.calls.intake.idle();
  for (const { app } of houses) await app.usage.sweep();
};
afterAll(settled);
const first = await newWorld(one);

type Limits = Record<string, { soft?: number; hard?: number }>;

async function tenantWith(limits: Limits): Promise<World> {
  const world = await first.besides();
  const { rev } = await world.ask<{ rev: number }>('GET', `/v1/tenants/${world.tenantId}`);
  await world.ask('PATCH', `/v1/tenants/${world.tenantId}`, { rev, limits });
  // Until the other instance has heard of the tenant.
  await vi.waitFor(async () => {
    const known = await other.app.tenants.limitsOf(world.tenantId);
    expect(known).toMatchObject(limits);
  });
  return world;
}

async function used({ ask }: World) {
  const { items } = await ask<{ items: QuotaUse[] }>('GET', '/v1/quotas');
  const of = (name: string) => items.find(({ quota }) => quota === name)?.used;
  return { now: of('concurrentCalls'), today: of('callsPerDay'), minutes: of('minutesPerMonth') };
}

async function atTwilio(world: World) {
  const credentials = twilioCredentials();
  const { id } = await world.ask<{ id: string }>('POST', '/v1/connections', newConnection({ credentials }));
  const number = `+1415555${String(Math.floor(Math.random() * 9_000) + 1_000)}`;
  const greeting = { say: 'Good morning', record: false };
  await world.ask('POST', '/v1/numbers', { connectionId: id, number, greeting });
  async function post(route: string, fields: Record<string, string>, which: 0 | 1 = 0) {
    const house = houses[which];
    const path = `/hooks/twilio/${id}/${route}`;
    const params = { AccountSid: credentials.accountSid, From: '+14155550142', To: number, ...fields };
    const address = `${house.url}${path}`;
    const signature = twilio.getExpectedTwilioSignature(credentials.authToken, address, params);
    const headers = { 'x-twilio-signature': signature };
    const answer = await house.fetch(path, { method: 'POST', headers, body: new URLSearchParams(params) });
    expect(answer.status).toBe(200);
    return answer.text();
  }
  const base = (CallSid: string) => ({ CallSid, Direction: 'inbound' });
  return {
    id,
    voice: (sid: string, which?: 0 | 1) => post('voice', { ...base(sid), CallStatus: 'ringing' }, which),
    completed: (sid: string, seconds: number, which?: 0 | 1) =>
      post(
        'status',
        { ...base(sid), CallStatus: 'completed', SequenceNumber: '3', CallDuration: `${seconds}` },
        which,
      ),
  };
}

const newSid = () => `CA${newId('call').slice(-26).padStart(32, '0')}`;
const isAnswered = (twiml: string) => twiml.includes('Good morning');

test('a hard limit of calls at the same time: no agent answers the next one until one has ended', async () => {
  const world = await tenantWith({ concurrentCalls: { hard: 1 } });
  const line = await atTwilio(world);
  const [a, b, c] = [newSid(), newSid(), newSid()];
  expect(isAnswered(await line.voice(a, 0))).toBe(true);
  const refused = await line.voice(b, 1);
  expect(refused).toMatch(/<Say[^>]*>.*call again later.*<\/Say><Hangup\/>/);
  // Asked again, each hears what it heard before.
  expect(isAnswered(await line.voice(a, 1))).toBe(true);
  expect(await line.voice(b, 0)).toBe(refused);
  await settled();
  const { items } = await world.ask<CallPage>('GET', `/v1/calls?providerCallId=${b}`);
  expect(items).toMatchObject([{ error: { code: 'QUOTA_CONCURRENT_CALLS' } }]);
  expect(await used(world)).toEqual({ now: 1, today: 1, minutes: 0 });

  await line.completed(b, 4);
  await line.completed(a, 61);
  for (const { app } of houses) await app.calls.intake.idle();
  // Nobody has swept since.
  expect(isAnswered(await line.voice(c, 1))).toBe(true);
  // A repeat of a call that is over takes no room.
  expect(isAnswered(await line.voice(a, 0))).toBe(true);
  await settled();
  const minutes = Math.round((61 / 60) * 100) / 100;
  expect(await used(world)).toEqual({ now: 1, today: 2, minutes });
});

test('of many that call at once on two instances as many are answered as there is room for', async () => {
  const world = await tenantWith({ callsPerDay: { hard: 3 } });
  const line = await atTwilio(world);
  const calls = Array.from({ length: 10 }, newSid);
  const answers = await Promise.all(calls.map((sid, index) => line.voice(sid, index % 2 === 0 ? 0 : 1)));
  expect(answers.filter(isAnswered)).toHaveLength(3);
  await Promise.all(calls.map((sid) => line.completed(sid, 30)));
  await settled();
  expect(await used(world)).toEqual({ now: 0, today: 3, minutes: 1.5 });
});

test('whatever the order and however often: each call once', async () => {
  const world = await tenantWith({});
  const line = await atTwilio(world);
  const before = { today: 0, seconds: 0 };
  const step = fc.record({
    call: fc.nat({ max: 2 }),
    what: fc.constantFrom('voice', 'completed', 'sweep'),
    which: fc.constantFrom<0 | 1>(0, 1),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const sids = [newSid(), newSid(), newSid()];
      const run = async ({ call, what, which }: (typeof steps)[number]) => {
        const sid = sids[call] ?? '';
        if (what === 'voice') await line.voice(sid, which);
        else if (what === 'completed') await line.completed(sid, 60, which);
        else await houses[which].app.usage.sweep();
      };
      await Promise.all(steps.map(run));
      await settled();
      const told = (what: string) =>
        new Set(steps.filter((each) => each.what === what).map(({ call }) => call));
      const [begun, ended] = [told('voice'), told('completed')];
      const { now } = await used(world);
      expect(now).toBe(begun.difference(ended).size);
      // So that the next run begins with none.
      for (const sid of sids) await line.completed(sid, 60);
      await settled();
      before.today += 3;
      before.seconds += 180;
      expect(await used(world)).toEqual({ now: 0, today: before.today, minutes: before.seconds / 60 });
    }),
    { numRuns: 15 },
  );
});

test('Bland asks nobody: its calls count, over the limit too, and notices are sent', async () => {
  const world = await tenantWith({ concurrentCalls: { hard: 1 }, callsPerDay: { hard: 2 } });
  const person = await world.newPerson('operator');
  const webhookSecret = newSecret();
  const { id } = await world.ask<{ id: string }>(
    'POST',
    '/v1/connections',
    newBlandConnection({ webhookSecret }),
  );
  async function tells(message: object) {
    const body = JSON.stringify(message);
    const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-webhook-signature': signature };
    const answer = await one.fetch(`/hooks/bland/${id}`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    await answer.text();
  }
  const calls = [randomUUID(), randomUUID(), randomUUID()];
  for (const call_id of calls)
    await tells({ message: 'Call connected', call_id, category: 'call', log_level: 'info' });
  await settled();
  expect(await used(world)).toMatchObject({ now: 3, today: 3 });
  const everything = systemScope('a test that reads mails', one.app.log);
  const told = await one.app.models.mails.find(everything, { tenantId: world.tenantId, template: 'quota' });
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(person.email).toBeTruthy();
  for (const call_id of calls)
    await tells({ call_id, inbound: true, completed: true, status: 'completed', corrected_duration: '20' });
  await settled();
  expect(await used(world)).toEqual({ now: 0, today: 3, minutes: 1 });
});

test('an end that only reconciliation finds gives the room back; its minutes count', async () => {
  const world = await tenantWith({ concurrentCalls: { hard: 1 } });
  const line = await atTwilio(world);
  const sid = newSid();
  await line.voice(sid);
  await settled();
  expect(await used(world)).toMatchObject({ now: 1 });
  const connection = await one.app.connections.byId(line.id);
  if (connection === undefined) throw new Error('the connection is not there');
  const source = 'reconciliation';
  await one.app.calls.intake.tell(connection, '@reconciliation', [
    {
      providerCallId: sid,
      facts: [
        fact('answered', source, {}),
        fact('ended', source, { as: 'completed' }),
        fact('duration', source, { seconds: 30, measure: 'billed' }),
      ],
    },
  ]);
  await settled();
  expect(await used(world)).toEqual({ now: 0, today: 1, minutes: 0.5 });
});
