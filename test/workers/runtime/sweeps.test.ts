/** Sweeps run in one process at a time, outlive that process, and survive their own failures. */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../../src/core/logger/index.ts';
import { openModels } from '../../../src/models/index.ts';
import { startSweeps } from '../../../src/workers/runtime/index.ts';
import { database } from '../../helpers/mongo.ts';
import { until } from '../../helpers/queue-house.ts';

const mongo = await database();
const { leases } = await openModels(mongo.connection());

function start(run: () => Promise<void>, { name = randomUUID(), everyMs = 25 } = {}) {
  const lines: { level: string; message: string }[] = [];
  const log = createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const stop = startSweeps([{ name, everyMs, run }], { leases, log });
  onTestFinished(stop);
  return { lines, stop };
}

test('of several processes one sweeps at a time, again and again', async () => {
  const name = randomUUID();
  let underWay = 0;
  let most = 0;
  let runs = 0;
  const run = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    runs += 1;
  };
  // A lease that outlasts the test, however slow the machine is.
  for (let process = 0; process < 3; process += 1) start(run, { name, everyMs: 20_000 });
  await until(() => runs >= 1);
  expect(await leases.take(`sweep ${name}`, 'somebody else', 1_000)).toBe(false);
  expect([most, runs]).toEqual([1, 1]);
});

test('a process that ends hands over, and what is under way is waited for', async () => {
  const name = randomUUID();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  let done = false;
  const first = start(
    async () => {
      begun.resolve();
      await goOn.promise;
      done = true;
    },
    { name, everyMs: 20_000 },
  );
  await begun.promise;
  const stopping = first.stop();
  goOn.resolve();
  await stopping;
  expect(done).toBe(true);
  expect(await leases.take(`sweep ${name}`, 'somebody else', 1_000)).toBe(true);
});

test('a process that is gone is replaced', async () => {
  const name = randomUUID();
  expect(await leases.take(`sweep ${name}`, 'a process that died', 300)).toBe(true);
  let runs = 0;
  start(
    async () => {
      runs += 1;
    },
    { name },
  );
  await until(() => runs > 0);
});

test('a sweep that fails is told, and comes again', async () => {
  let runs = 0;
  const { lines } = start(async () => {
    runs += 1;
    if (runs === 1) throw new Error('the database is away');
  });
  await until(() => runs >= 3);
  const failures = lines.filter(({ message }) => message.startsWith('a sweep failed'));
  expect(failures.map(({ level }) => level)).toEqual(['warn']);
});
