/** Who takes part in a call that goes on, where no webhook says it. */
import { expect, test } from 'vitest';
import { newId } from '../../../../src/core/ids.ts';
import { systemScope } from '../../../../src/core/tenancy.ts';
import { callsIn, type StoredCall } from '../../../../src/models/calls.ts';
import { makeIndexes } from '../../../../src/models/indexes.ts';
import { createUnknownSweep } from '../../../../src/services/calls/reconcile/unknown.ts';
import { testClock } from '../../../helpers/clock.ts';
import { database } from '../../../helpers/mongo.ts';
import { newStoredCall } from '../support/stored-call.ts';

const mongo = await database();
const connection = mongo.connection();
const calls = callsIn(connection);
await makeIndexes(connection);
const everyone = systemScope('a test', { info: () => undefined });
const signal = new AbortController().signal;
const second = 1_000;

function house() {
  const clock = testClock();
  const asked: string[] = [];
  const answers = { reject: false };
  const sweep = createUnknownSweep(
    { calls, scope: everyone, now: clock.now, log: { warn: () => undefined }, unknownMs: second },
    async ({ _id }) => {
      asked.push(_id);
      if (answers.reject) throw new Error('away');
      return [];
    },
  );
  return { clock, asked, answers, sweep: () => sweep(signal) };
}

async function heardOf(at: Date, more: Partial<StoredCall> = {}): Promise<StoredCall> {
  const unknown = { direction: 'unknown', status: 'in-progress', ended: false } as const;
  const since = { startedAt: at, heardFrom: at };
  const call = newStoredCall({ tenantId: newId('ten'), ...unknown, ...since, ...more });
  await calls.insertMany(everyone, [call]);
  return call;
}

const forget = () => calls.deleteMany(everyone, {});

test('is asked when nobody has said it for a moment, however much is said in the call', async () => {
  const { clock, asked, sweep } = house();
  const { _id } = await heardOf(clock.now());
  await sweep();
  expect(asked).toEqual([]);
  clock.advance(2 * second);
  await calls.updateMany(everyone, { _id }, { $set: { lastAt: clock.now() } });
  await sweep();
  expect(asked).toEqual([_id]);
  await forget();
});

test('is not asked of calls that have told it, or are over', async () => {
  const { clock, asked, sweep } = house();
  await heardOf(clock.now(), { direction: 'inbound' });
  await heardOf(clock.now(), { ended: true, status: 'completed' });
  clock.advance(5 * second);
  expect(await sweep()).toBe(0);
  expect(asked).toEqual([]);
  await forget();
});

test.each([
  ['knows no more than we do', false, [10, 12, 24]],
  ['cannot be asked', true, [60, 60, 60]],
])('is asked again after a while where the provider %s', async (_, reject, expected) => {
  const { clock, asked, answers, sweep } = house();
  answers.reject = reject;
  await heardOf(clock.now());
  const times: number[] = [];
  while (times.length < 4) {
    clock.advance(2 * second);
    const before = asked.length;
    await sweep();
    if (asked.length > before) times.push(clock.now().getTime() / second);
  }
  expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual(expected);
  await forget();
});

test.skipIf(mongo.kind !== 'embedded')(
  'is looked for among the calls that lack it, and no others',
  async () => {
    const { clock } = house();
    await heardOf(clock.now());
    for (let n = 0; n < 20; n += 1) await heardOf(clock.now(), { direction: 'inbound' });
    const { executionStats } = (await connection
      .collection('calls')
      .find({
        ended: false,
        direction: 'unknown',
        heardFrom: { $lt: new Date(clock.now().getTime() + second) },
      })
      .sort({ heardFrom: -1 })
      .explain('executionStats')) as { executionStats: Record<string, number> };
    expect(executionStats.nReturned).toBe(1);
    expect(executionStats.totalDocsExamined).toBe(1);
    await forget();
  },
);
