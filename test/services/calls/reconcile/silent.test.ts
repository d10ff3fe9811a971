/** When it is asked again how a call goes on of which nothing is heard. */
import { expect, test } from 'vitest';
import { newId } from '../../../../src/core/ids.ts';
import { systemScope } from '../../../../src/core/tenancy.ts';
import { callsIn, type StoredCall } from '../../../../src/models/calls.ts';
import { createSilentSweep } from '../../../../src/services/calls/reconcile/silent.ts';
import { testClock } from '../../../helpers/clock.ts';
import { database } from '../../../helpers/mongo.ts';

const calls = callsIn((await database()).connection());
const everyone = systemScope('a test', { info: () => undefined });
const signal = new AbortController().signal;
const [second, minute] = [1_000, 60_000];

const goesOn = (at: Date, connectionId = newId('conn')): StoredCall => ({
  _id: newId('call'),
  tenantId: newId('ten'),
  connectionId,
  provider: 'twilio',
  providerCallId: newId('call'),
  simulated: true,
  direction: 'inbound',
  status: 'in-progress',
  ended: false,
  startedAt: at,
  lastAt: at,
  durationsDisagree: false,
  recording: 'none',
  rev: 1,
});

/** One that goes on, whose provider answers as it is told. Resolves with the times between one asking and the next. */
async function pauses(count: number, answer: (asked: number) => Promise<string[]>): Promise<number[]> {
  const clock = testClock();
  const call = goesOn(clock.now());
  await calls.insertMany(everyone, [call]);
  const log = { warn: () => undefined };
  const times = [clock.now().getTime()];
  const sweep = createSilentSweep(
    { calls, scope: everyone, now: clock.now, log, silentMs: 10 * minute },
    ({ _id }) => {
      if (_id !== call._id) return Promise.resolve([]);
      times.push(clock.now().getTime());
      return answer(times.length - 1);
    },
  );
  while (times.length <= count) {
    clock.advance(10 * second);
    await sweep(signal);
  }
  await calls.deleteMany(everyone, { _id: call._id });
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test('less and less often where its provider says that it goes on', async () => {
  const [first, ...later] = await pauses(4, async () => []);
  expect(first).toBeLessThanOrEqual(10 * minute + 10 * second);
  expect(later.map((pause) => Math.floor(pause / minute))).toEqual([10, 20, 40]);
});

test('every minute where its provider cannot be asked, and then as if that had not been', async () => {
  const answer = (asked: number) => (asked < 5 ? Promise.reject(new Error('away')) : Promise.resolve([]));
  const [, ...later] = await pauses(6, answer);
  expect(later.map((pause) => Math.floor(pause / minute))).toEqual([1, 1, 1, 1, 14]);
});

test('one line in the log for each connection over which it cannot be asked, however many calls it has', async () => {
  const clock = testClock();
  const [one, other] = [newId('conn'), newId('conn')];
  const silent = [one, one, one, other].map((connectionId) => goesOn(clock.now(), connectionId));
  await calls.insertMany(everyone, silent);
  const lines: object[] = [];
  const log = { warn: (line: object) => void lines.push(line) };
  const sweep = createSilentSweep(
    { calls, scope: everyone, now: clock.now, log, silentMs: 10 * minute },
    async () => {
      throw new Error('away');
    },
  );
  clock.advance(11 * minute);
  await sweep(signal);
  await calls.deleteMany(everyone, { _id: { $in: silent.map(({ _id }) => _id) } });
  expect(lines).toMatchObject([
    { connectionId: one, calls: 3 },
    { connectionId: other, calls: 1 },
  ]);
});
