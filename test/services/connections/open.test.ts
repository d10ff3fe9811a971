/** Connections in use: from memory, on every instance alike, and without anything that was taken back. */
import { afterAll, describe, expect, test } from 'vitest';
import { NotFoundError } from '../../../src/core/errors.ts';
import { newId } from '../../../src/core/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { testClock } from '../../helpers/clock.ts';
import { newBlandConnection, newConnection, newSecret } from '../../helpers/connections.ts';
import { connectionsHouse } from './house.ts';

const first = await testApp();
const { MONGODB_URI, REDIS_PREFIX } = first.app.config;
const second = await testApp({ env: { MONGODB_URI, REDIS_PREFIX } });
const here = connectionsHouse(first);
const there = connectionsHouse(second);
afterAll(async () => {
  await here.connections.close();
  await there.connections.close();
});

describe('byId', () => {
  test('costs no question, and not even a promise, where it was asked before', async () => {
    const { id } = await here.connect(newConnection());
    expect(here.connections.byId(id)).toBeInstanceOf(Promise);
    const open = await here.connections.byId(id);
    await expect.poll(() => here.connections.byId(id)).toBe(open);
  });

  test.each(['', 'conn_', newId('num'), `${newId('conn')}x`, 'x'.repeat(10_000)])(
    'asks nobody about what is no id: %j',
    (id) => {
      expect(here.connections.byId(id)).toBeUndefined();
    },
  );

  test('is undefined where there is none', async () => {
    expect(await here.connections.byId(newId('conn'))).toBeUndefined();
  });
});

describe('within a second, on another instance as well,', () => {
  const within = { timeout: 1_000, interval: 20 };
  const openThere = (id: string) => Promise.resolve(there.connections.byId(id));

  test('a secret that was added is good, and one that was retired is not', async () => {
    const [one, two] = [newSecret(), newSecret()];
    const made = await here.connect(newBlandConnection({ webhookSecret: one }));
    expect((await openThere(made.id))?.signing.secrets).toEqual([one]);
    await here.connections.addSecret(here.caller, made.id, two);
    await expect.poll(async () => (await openThere(made.id))?.signing.secrets, within).toEqual([one, two]);
    await here.connections.retireSecret(here.caller, made.id, made.secrets[0]?.id ?? '');
    await expect.poll(async () => (await openThere(made.id))?.signing.secrets, within).toEqual([two]);
  });

  test('a connection that was removed is none', async () => {
    const made = await here.connect(newConnection());
    expect(await openThere(made.id)).toBeDefined();
    await here.connections.remove(here.caller, made.id);
    await expect.poll(() => openThere(made.id), within).toBeUndefined();
  });

  test('one that was asked for before it was there, is there', async () => {
    const made = await here.connect(newConnection());
    await expect.poll(() => openThere(made.id), within).toBeDefined();
  });
});

describe('when something was seen last', () => {
  test('is written once for all that came, the newest, and shown', async () => {
    const house = connectionsHouse(first, { everyMs: 20 });
    const made = await house.connect(newConnection());
    const shown = async () => (await house.connections.get(house.caller, made.id)).lastSeenAt;
    expect(await shown()).toBeNull();
    const before = Date.now();
    for (let times = 0; times < 1_000; times += 1) house.connections.seen(made.id);
    await expect.poll(shown).not.toBeNull();
    expect(Date.parse((await shown()) ?? '')).toBeGreaterThanOrEqual(before);
    // It is no change of the connection.
    expect((await house.connections.get(house.caller, made.id)).rev).toBe(1);

    const behind = connectionsHouse(first, { clock: testClock(new Date(before - 60_000)) });
    const known = await shown();
    behind.connections.seen(made.id);
    await behind.connections.close();
    expect(await shown()).toBe(known);
    await house.connections.close();
  });

  test('is written at the end, if it was not before', async () => {
    const house = connectionsHouse(first);
    const made = await house.connect(newConnection());
    house.connections.seen(made.id);
    house.connections.seen(newId('conn'));
    await house.connections.close();
    expect((await house.connections.get(house.caller, made.id)).lastSeenAt).not.toBeNull();
  });
});

describe('the account', () => {
  const { signal } = new AbortController();

  test('is made once, of what opens it, and anew after a change', async () => {
    const { credentials } = newConnection();
    const made = await here.connect({
      name: 'x',
      credentials,
      simulated: true,
      baseUrl: 'http://127.0.0.1:4010',
    });
    const account = await here.connections.accountOf(made.id);
    expect(await here.connections.accountOf(made.id)).toBe(account);
    expect(here.accounts.filter(({ of }) => of.id === made.id)).toEqual([
      { account, of: { id: made.id, simulated: true, baseUrl: 'http://127.0.0.1:4010', credentials } },
    ]);
    const authToken = newSecret();
    await here.connections.change(here.caller, made.id, {
      rev: 1,
      credentials: { ...credentials, authToken },
    });
    await here.connections.accountOf(made.id);
    expect(here.accounts.at(-1)?.of.credentials).toEqual({ ...credentials, authToken });
  });

  test('of a connection that is disabled places nothing, and does all else', async () => {
    const made = await here.connect(newConnection());
    await here.connections.change(here.caller, made.id, { rev: 1, status: 'disabled' });
    const account = await here.connections.accountOf(made.id);
    await expect(account.place({} as never, signal)).rejects.toMatchObject({ code: 'CONNECTION_DISABLED' });
    await account.call('CA1', signal);
    await account.hangUp('CA1', signal);
    for await (const _ of account.recentCalls(new Date(), signal));
    await account.profile(signal);
    expect(here.accounts.at(-1)?.account.asked).toEqual(['call', 'hangUp', 'recentCalls', 'profile']);
    await here.connections.change(here.caller, made.id, { rev: 2, status: 'active' });
    await (await here.connections.accountOf(made.id)).place({} as never, signal);
    expect(here.accounts.at(-1)?.account.asked).toEqual(['place']);
  });

  test.each([newId('conn'), 'nonsense'])('of %s is not there', async (id) => {
    await expect(here.connections.accountOf(id)).rejects.toThrow(NotFoundError);
  });
});
