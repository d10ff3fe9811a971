/** A simulated call with one request: who gets one, what it is like, and what is said where there can be none. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { CallPage } from '../../../src/contract/call-queries.ts';
import type { ErrorAnswer } from '../../../src/contract/error.ts';
import type { SimulatedCall } from '../../../src/contract/simulated-calls.ts';
import { newId } from '../../../src/core/ids.ts';
import { callingFrom, simulatingFrom } from '../../helpers/calling.ts';
import { newConnection } from '../../helpers/connections.ts';
import { freePort } from '../../helpers/free-port.ts';
import { sandboxedHouse } from '../../helpers/sandboxed.ts';
import { newWorld, type World } from '../../helpers/world.ts';
import { speechCacheDir } from '../../sandbox/helpers/frame.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const { sandbox, house } = await sandboxedHouse({ seed: newId('job'), speed: 20, speechCacheDir });
const world = await newWorld(house);

async function simulated(of: World, body: unknown = {}, headers = of.headers) {
  const response = await house.fetch('/v1/simulated-calls', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as SimulatedCall & ErrorAnswer };
}

async function endedCall(of: World, providerCallId: string) {
  for (;;) {
    const { items } = await of.ask<CallPage>('GET', `/v1/calls?providerCallId=${providerCallId}`);
    if (items[0]?.ended) return items[0];
    await sleep(50);
  }
}

test('it is a call like any other, marked as simulated, from ring to end', async () => {
  const mine = await world.besides();
  const { connectionId, number } = await simulatingFrom(mine, sandbox);
  const { status, body } = await simulated(mine);
  expect([status, body]).toEqual([
    202,
    { provider: 'bland', connectionId, providerCallId: expect.any(String) },
  ]);
  expect(await endedCall(mine, body.providerCallId)).toMatchObject({
    status: 'completed',
    simulated: true,
    direction: 'outbound',
    from: number,
    connectionId,
  });
});

test('over Twilio as well, which is told where the webhooks go', async () => {
  const mine = await world.besides();
  await simulatingFrom(mine, sandbox);
  const { connectionId } = await callingFrom(mine, sandbox, 'twilio');
  const { status, body } = await simulated(mine, { provider: 'twilio' });
  expect([status, body.provider, body.connectionId]).toEqual([202, 'twilio', connectionId]);
  expect(await endedCall(mine, body.providerCallId)).toMatchObject({ simulated: true, provider: 'twilio' });
});

test('there is none without a connection that is marked, is active, and has a number that is in use', async () => {
  const mine = await world.besides();
  const refused = { status: 409, body: { code: 'NOTHING_SIMULATED' } };
  expect(await simulated(mine)).toMatchObject(refused);
  const real = await mine.ask<{ id: string }>('POST', '/v1/connections', newConnection());
  await mine.ask('POST', '/v1/numbers', { connectionId: real.id, number: '+14155550191' });
  expect(await simulated(mine)).toMatchObject(refused);

  const { id: numberId } = await simulatingFrom(mine, sandbox);
  expect(await simulated(mine, { provider: 'twilio' })).toMatchObject(refused);
  await mine.ask('POST', `/v1/numbers/${numberId}/release`, { rev: 1 });
  expect(await simulated(mine)).toMatchObject(refused);

  const other = await world.besides();
  const line = await simulatingFrom(other, sandbox);
  await other.ask('PATCH', `/v1/connections/${line.connectionId}`, { rev: 1, status: 'disabled' });
  expect(await simulated(other)).toMatchObject(refused);
  // Nor over somebody else's.
  expect(await simulated(await world.besides())).toMatchObject(refused);
});

test('a sandbox that is away, or does not know the number, is told apart from everything else', async () => {
  const mine = await world.besides();
  const { connectionId } = await callingFrom(mine, sandbox, 'bland');
  expect(await simulated(mine)).toMatchObject({ status: 409, body: { code: 'SIMULATION_REFUSED' } });
  for (const baseUrl of [
    `http://127.0.0.1:${await freePort()}/bland`,
    // Something is there, and it is no sandbox.
    `${house.url}/bland`,
  ]) {
    const { rev } = await mine.ask<{ rev: number }>('GET', `/v1/connections/${connectionId}`);
    await mine.ask('PATCH', `/v1/connections/${connectionId}`, { rev, baseUrl });
    expect(await simulated(mine)).toMatchObject({ status: 502, body: { code: 'SANDBOX_UNREACHABLE' } });
  }
});

test('it takes who may write calls', async () => {
  const mine = await world.besides();
  await simulatingFrom(mine, sandbox);
  const viewer = await mine.signIn(await mine.newPerson('viewer'));
  expect(await simulated(mine, {}, viewer.headers)).toMatchObject({
    status: 403,
    body: { code: 'PERMISSION_MISSING' },
  });
  expect(await simulated(mine, { provider: 'nobody' })).toMatchObject({ status: 400 });
});
