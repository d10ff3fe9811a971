/** trunkline queues: what waits, what is dead, and another life for it. */
import { Queue } from 'bullmq';
import { afterAll, expect, test } from 'vitest';
import { keyPrefix, notificationQueue, registry } from '../../../src/core/queues/index.ts';
import { notificationWorker } from '../../../src/workers/notification.ts';
import { startWorkers } from '../../../src/workers/runtime/index.ts';
import { testApp } from '../../helpers/app.ts';
import { quickTiming } from '../../helpers/quick-timing.ts';
import { commandLineOf } from './support/command-line.ts';

const house = await testApp();
const { app } = house;
const { trunkline, json, noted } = commandLineOf(house);
const { name } = notificationQueue;

const bull = new Queue(name, {
  connection: { url: app.config.REDIS_URL },
  prefix: keyPrefix(app.config.REDIS_PREFIX),
});
afterAll(() => bull.close());

interface Dead {
  readonly items: { id: string; error: string; attempts: number }[];
  readonly nextCursor: string | null;
}

/** Jobs of another version, say, that nobody understands: they are dead at once. */
async function die(...jobIds: string[]): Promise<void> {
  const { redis, queues, log } = app;
  const prefix = app.config.REDIS_PREFIX;
  const { dead: before } = await queues.counts(notificationQueue);
  for (const jobId of jobIds) await bull.add(name, { tenantId: 'ten_1', requestId: 'req_1' }, { jobId });
  const workers = [notificationWorker(app.mail)];
  const running = startWorkers({ workers, registry, redis, prefix, queues, log, timing: quickTiming });
  try {
    await expect.poll(async () => (await queues.counts(notificationQueue)).dead).toBe(before + jobIds.length);
  } finally {
    await running.close();
  }
  // They are what this is about.
  house.takeErrors();
}

const counts = async () => {
  const { items } = await json<{ items: { name: string; waiting: number; dead: number }[] }>(
    'queues',
    'list',
  );
  return items.find((queue) => queue.name === name);
};

test('what is dead is counted, listed page by page, and tried again when it is asked for', async () => {
  await die('one', 'two', 'three');
  expect(await counts()).toMatchObject({ waiting: 0, dead: 3 });
  const page = await json<Dead>('queues', 'dead', name, '--limit', '2');
  expect(page.items).toHaveLength(2);
  expect(page.items[0]?.error).toContain('not a payload of');
  const rest = await json<Dead>('queues', 'dead', name, '--cursor', page.nextCursor ?? '');
  expect([...page.items, ...rest.items].map(({ id }) => id).toSorted()).toEqual(['one', 'three', 'two']);
  const { out } = await trunkline(['queues', 'dead', name]);
  expect(out).toContain('not a payload of');

  expect(await json('queues', 'replay', name, 'two')).toEqual({ replayed: 1 });
  expect(await counts()).toMatchObject({ waiting: 1, dead: 2 });
  expect((await noted())[0]).toMatchObject({
    action: 'job.replay',
    resource: { type: 'job', id: 'two' },
    after: { queue: name },
    actor: { kind: 'command-line' },
  });

  expect((await trunkline(['queues', 'replay', name, '--all'])).out).toBe('2 jobs will be tried again.\n');
  expect(await counts()).toMatchObject({ waiting: 3, dead: 0 });
  expect((await noted())[0]).toMatchObject({ action: 'job.replay', resource: { type: 'queue', id: name } });
});

test('1 for a job that is not dead, and the log knows that nothing came of it', async () => {
  const refused = await trunkline(['queues', 'replay', name, 'nobody']);
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('(NOT_FOUND)') });
  expect((await noted())[0]).toMatchObject({ action: 'job.replay', outcome: 'failed', failure: 'NOT_FOUND' });
});

test('1, and why, where Redis is away', async () => {
  const env = { REDIS_URL: 'unix:///nowhere/redis.sock' };
  const refused = await trunkline(['queues', 'list', '--json'], { env });
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain('"code":"UNAVAILABLE"');
  // Told once, and without a stack, however many connections there are.
  expect(refused.err.match(/^warn: Redis is not there yet \(.*ENOENT.*\)$/gm)).toHaveLength(1);
  expect(refused.err).not.toContain('    at ');
});
