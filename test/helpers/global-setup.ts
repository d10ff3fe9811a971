/**
 * Once for a run: the database and the Redis that all test files share, each with a database name and a key prefix
 * of its own. At the end nothing may be left in them.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
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
  // Vitest shows an error before or after all tests, and counts it as nothing.
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // An error of the database's driver has properties that Vitest cannot print.
      const plain = new Error((error as Error).message);
      project.vitest.state.catchError(plain, 'Outside all tests');
      throw plain;
    }
  };
  const close = await counted(() => open(project));
  return () => counted(close);
}

async function open(project: TestProject): Promise<() => Promise<void>> {
  // Here, so that no two files build it at the same time.
  await buildDashboard(console.log);
  boundCompiled();
  const [mongo, redis] = await Promise.all([openMongo(), openRedis()]);
  project.provide('mongoUri', mongo.address);
  project.provide('redisUrl', redis.address);
  // An external server may hold what another run left.
  const before = new Set(await testDatabases(mongo.address));
  return async () => {
    const left = [
      ...(await testDatabases(mongo.address))
        .filter((name) => !before.has(name))
        .map((name) => `database ${name}`),
      ...(await keysLeft(redis.address)).map((key) => `key ${key}`),
    ];
    await Promise.all([mongo.close(), redis.close()]);
    if (left.length > 0) throw new Error(`left behind by the tests: ${left.join(', ')}`);
  };
}

async function openMongo(): Promise<Shared> {
  const external = process.env.TEST_MONGODB_URI;
  if (external) {
    await answering(external);
    return { address: external, close: async () => {} };
  }
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

/** One that was started a moment ago takes connections before it has an answer to anything. */
async function answering(address: string): Promise<void> {
  for (let patience = 60; ; patience--) {
    try {
      await testDatabases(address);
      return;
    } catch (error) {
      if (patience === 0)
        throw new Error(`the database of TEST_MONGODB_URI does not answer: ${(error as Error).message}`);
      await sleep(1_000);
    }
  }
}

async function openRedis(): Promise<Shared> {
  const redis = await startRedis();
  return { address: redis.url, close: redis.close };
}
