/**
 * Once for a run: the database and the Redis that all test files share, each with a database name and a key prefix
 * of its own. At the end nothing may be left in them.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestProject } from 'vitest/node';
import { startRedis } from '../../embedded/redis/index.ts';
import { buildDashboard } from '../../scripts/dashboard/build.ts';
import { boundCompiled } from './compiled.ts';
import { keysLeft, testDatabases } from './left-behind.ts';

declare module 'vitest' {
  interface ProvidedContext {
    mongoUri: string;
    redisUrl: string;
  }
}

interface Shared {
  address: string;
  close(): Promise<void>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Here, so that no two files build it at the same time.
  await buildDashboard(console.log);
  boundCompiled();
  const [mongo, redis] = await Promise.all([openMongo(), openRedis()]);
  project.provide('mongoUri', mongo.address);
  project.provide('redisUrl', redis.address);
  // An external server may hold what another run left.
  const before = new Set(await testDatabases(mongo.address));
  return () =>
    failingTheRun(async () => {
      const left = [
        ...(await testDatabases(mongo.address))
          .filter((name) => !before.has(name))
          .map((name) => `database ${name}`),
        ...(await keysLeft(redis.address)).map((key) => `key ${key}`),
      ];
      await Promise.all([mongo.close(), redis.close()]);
      if (left.length > 0) throw new Error(`left behind by the tests: ${left.join(', ')}`);
    });
}

/** Vitest shows an error at this point, and ends well all the same. */
async function failingTheRun(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    throw error;
  }
}

async function openMongo(): Promise<Shared> {
  const external = process.env.TEST_MONGODB_URI;
  if (external) return { address: external, close: async () => {} };
  const server = fork(new URL('./mongo-server.ts', import.meta.url), { execArgv: [] });
  const exited = once(server, 'exit');
  const [address] = (await Promise.race([
    once(server, 'message'),
    exited.then(() => Promise.reject(new Error('the embedded engine ended before it was ready'))),
  ])) as [string];
  return {
    address,
    async close() {
      server.disconnect();
      const [code] = await exited;
      if (code !== 0) throw new Error(`the embedded engine ended with ${code}: something was left open`);
    },
  };
}

async function openRedis(): Promise<Shared> {
  const redis = await startRedis();
  return { address: redis.url, close: redis.close };
}
