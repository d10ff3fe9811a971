import { randomBytes } from 'node:crypto';
import { Cluster } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { queuesContract } from '../contracts/queues.ts';
import { queueHouse } from '../helpers/queue-house.ts';
import { startRedisCluster } from '../helpers/redis-cluster.ts';
import { testJob, testQueue } from '../helpers/test-queue.ts';

const REDIS_URL = await startRedisCluster();
const config = () => ({ REDIS_URL, REDIS_PREFIX: `test-${randomBytes(4).toString('hex')}` });

queuesContract('a cluster of three', { config });

test('installations lie on different nodes, each with all of its queues on one', async () => {
  const cluster = new Cluster(REDIS_URL.split(','));
  onTestFinished(async () => void (await cluster.quit()));
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const queues = [testQueue(), testQueue()];
      const house = queueHouse(config(), queues);
      for (const queue of queues) await house.queues.add(queue, testJob());
    }),
  );
  const sizes = await Promise.all(cluster.nodes('master').map((node) => node.dbsize()));
  expect(sizes.length).toBe(3);
  expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(1);
});
