/** Receipts about calls of which nobody knows whose they are wait for nobody but whoever can tell. */
import { expect, test, vi } from 'vitest';
import type { Connection } from '../../../../src/contract/connections.ts';
import { platformTenantId } from '../../../../src/core/caller.ts';
import { fact } from '../../../../src/core/calls/fact.ts';
import { homeIdOf } from '../../../../src/core/calls/ids.ts';
import { newId } from '../../../../src/core/ids.ts';
import { scopeFromAuthentication } from '../../../../src/core/tenancy.ts';
import { testApp } from '../../../helpers/app.ts';
import { newConnection } from '../../../helpers/connections.ts';
import { newWorld } from '../../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { connections, models } = house.app;
const { intake, reconcile } = house.app.calls;
const signal = new AbortController().signal;
const platform = { ...world.headers, 'x-tenant-id': platformTenantId };

/** By their connections. */
const providers = new Map<string, (providerCallId: string) => Promise<undefined>>();
vi.spyOn(connections, 'accountOf').mockImplementation(
  async (connectionId) => ({ call: providers.get(connectionId) }) as never,
);

/** An account of the platform at a provider that is asked as `call` says, and a number of it that is the tenant's. */
async function shared(call: (providerCallId: string) => Promise<undefined>) {
  const { id } = await world.ask<Connection>('POST', '/v1/connections', newConnection(), platform);
  const number = `+1415555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  await world.ask('POST', '/v1/numbers', { connectionId: id, number, tenantId: world.tenantId }, platform);
  const connection = await connections.byId(id);
  if (connection === undefined) throw new Error('no connection');
  const asked: string[] = [];
  providers.set(id, async (providerCallId) => {
    asked.push(providerCallId);
    return call(providerCallId);
  });
  const tell = async (providerCallId: string, ...facts: Parameters<typeof fact>[]) => {
    const receiptId = await intake.tell(connection, '@reconciliation', [
      { providerCallId, facts: facts.map((one) => fact(...one)) },
    ]);
    await intake.idle();
    return receiptId;
  };
  const stateOf = async (receiptId: string) => (await models.receipts.findByIds([receiptId]))[0]?.state;
  return { id, number, asked, tell, stateOf };
}

const recording = ['recording', 'provider', { id: 'RE1', state: 'completed' }] as const;
const cannot = () => Promise.reject(new Error('the provider is away'));

test('what came before it was known whose call it is, is taken up when that is known, without asking anybody', async () => {
  const { id, number, tell, stateOf, asked } = await shared(cannot);
  const call = newId('call');
  const early = await tell(call, [...recording]);
  expect(await stateOf(early)).toBe('parked');
  await tell(call, ['started', 'provider', { direction: 'inbound', from: '+14155550142', to: number }]);
  expect(await stateOf(early)).toBe('new');
  expect(asked).toEqual([]);
  await intake.replay((await models.receipts.findByIds([early]))[0] as never);
  expect(await stateOf(early)).toBe('done');
  const scope = scopeFromAuthentication({ tenantId: world.tenantId });
  const [stored] = await models.calls.find(scope, { _id: homeIdOf(id, call) });
  expect(stored).toMatchObject({ recording: 'pending' });
});

test('also where whoever learnt it was killed before he said so: the sweep looks itself before it asks', async () => {
  const { number, tell, stateOf, asked } = await shared(cannot);
  const call = newId('call');
  const early = await tell(call, [...recording]);
  const takeUp = vi.spyOn(models.receipts, 'takeUp').mockResolvedValue();
  await tell(call, ['started', 'provider', { direction: 'inbound', to: number }]);
  takeUp.mockRestore();
  expect(await stateOf(early)).toBe('parked');
  await reconcile.parked(signal);
  expect(await stateOf(early)).toBe('new');
  expect(asked).toEqual([]);
});

test('one account that cannot be asked keeps no other waiting, however much it has', async () => {
  const dead = await shared(cannot);
  for (let n = 0; n < 120; n += 1) await dead.tell(`CA-dead-${n}`, [...recording]);
  // Whichever comes first.
  for (let n = 0; n < 3; n += 1) {
    const answers = await shared(async () => undefined);
    const waits = await answers.tell('CA-waits', [...recording]);
    await reconcile.parked(signal);
    expect(answers.asked).toEqual(['CA-waits']);
    expect(await answers.stateOf(waits)).toBe('new');
  }
  // And is not asked about everything that waits each time.
  expect(dead.asked.length).toBeLessThanOrEqual(9);
  expect(new Set(dead.asked).size).toBeGreaterThan(3);
});
