/** How accounts are: asked at a pace, less often while that fails, and told without naming anybody. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { HealthAnswer } from '../../../src/contract/health.ts';
import { ExternalApiError } from '../../../src/core/errors.ts';
import { newId } from '../../../src/core/ids.ts';
import { systemScope } from '../../../src/core/tenancy.ts';
import { testApp } from '../../helpers/app.ts';
import { movableClock } from '../../helpers/clock.ts';
import { newBlandConnection, newConnection, twilioCredentials } from '../../helpers/connections.ts';
import { callerOf } from '../../helpers/doors.ts';
import { connectionsHouse } from './house.ts';

const house = await testApp();
const clock = movableClock();
const here = connectionsHouse(house, { clock });
const { connections, accounts, state } = here;
afterAll(connections.close);

const everywhere = systemScope('a test that begins without connections', house.app.log);
beforeEach(async () => {
  await house.app.models.connections.deleteMany(everywhere, {});
  state.profile = async () => ({});
});

const signal = new AbortController().signal;
const timesAsked = () => accounts.flatMap(({ account }) => account.asked).length;
const accountOf = async (id: string) => (await connections.get(here.caller, id)).accountId ?? '';
const refused = async () => {
  throw new ExternalApiError('no', { code: 'PROVIDER_KEY_REFUSED', retryable: false });
};
const away = async () => {
  throw new ExternalApiError('nobody is there');
};
const health = async () => HealthAnswer.parse(await (await house.fetch('/health')).json());

test('an account says how it is, when that was good and when not, and is asked again in a while', async () => {
  const { id } = await here.connect(newConnection());
  const check = async () => (await connections.get(here.caller, id)).check;
  expect(await check()).toEqual({
    verdict: 'unknown',
    askedAt: null,
    lastSuccessAt: null,
    lastFailureAt: null,
  });
  expect(await connections.check(signal)).toBe(1);
  const good = await check();
  expect(good).toMatchObject({ verdict: 'reachable', lastSuccessAt: good.askedAt, lastFailureAt: null });
  // Not yet.
  expect(await connections.check(signal)).toBe(0);
  clock.advance(61_000);
  state.profile = refused;
  expect(await connections.check(signal)).toBe(1);
  const bad = await check();
  expect(bad).toMatchObject({ verdict: 'refused', lastSuccessAt: good.askedAt, lastFailureAt: bad.askedAt });
  // Who fails is asked less often.
  clock.advance(61_000);
  expect(await connections.check(signal)).toBe(0);
  clock.advance(61_000);
  expect(await connections.check(signal)).toBe(1);
  clock.advance(122_000);
  expect(await connections.check(signal)).toBe(0);
});

test('whoever asks now gets an answer of now, also of an account that is left alone; the impatient get it again', async () => {
  const { id, rev } = await here.connect(newConnection());
  await connections.change(here.caller, id, { rev, status: 'disabled' });
  expect(await connections.check(signal)).toBe(0);
  const now = async () => (await connections.checkNow(here.caller, id)).check.verdict;
  expect(await now()).toBe('reachable');
  const before = timesAsked();
  state.profile = refused;
  expect(await now()).toBe('reachable');
  expect(timesAsked()).toBe(before);
  clock.advance(6_000);
  expect(await now()).toBe('refused');
  // What was set anew is asked at once.
  state.profile = async () => ({});
  const credentials = { ...twilioCredentials(), accountSid: await accountOf(id) };
  await connections.change(here.caller, id, { rev: rev + 1, credentials });
  expect(await now()).toBe('reachable');
});

test("nobody has another tenant's account asked", async () => {
  const { id } = await here.connect(newConnection());
  const before = timesAsked();
  await expect(connections.checkNow(callerOf(newId('ten')), id)).rejects.toThrow(
    'no connection with this id',
  );
  expect(timesAsked()).toBe(before);
});

test('where several of a provider fail in a row the others are left alone', async () => {
  for (let n = 0; n < 6; n += 1) await here.connect(newConnection());
  const before = timesAsked();
  state.profile = away;
  expect(await connections.check(signal)).toBe(3);
  expect(timesAsked() - before).toBe(3);
  expect(await connections.check(signal)).toBe(0);
});

test('GET /health tells of the providers, and of nobody’s account', async () => {
  const [made] = [await here.connect(newConnection()), await here.connect(newBlandConnection())];
  state.profile = away;
  await connections.check(signal);
  await expect
    .poll(health, { timeout: 30_000 })
    .toMatchObject({ status: 'degraded', providers: { twilio: { state: 'unreachable' } } });
  expect(JSON.stringify(await health())).not.toContain(made.id);
  clock.advance(3_600_000);
  state.profile = refused;
  await connections.check(signal);
  await expect.poll(health, { timeout: 30_000 }).toMatchObject({
    status: 'ok',
    providers: { twilio: { state: 'reachable', credentialsRefused: true } },
  });
}, 90_000);
