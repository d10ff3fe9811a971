import { expect, test } from 'vitest';
import type { Catalog } from '../../../embedded/mongo/store/catalog.ts';
import type { Env } from '../../../embedded/mongo/store/env.ts';
import { COMMITTED, type Task, Writer } from '../../../embedded/mongo/store/writer.ts';

/** A store whose commits and flushes happen when the test says so. */
function heldStore() {
  const commits: { commit: PromiseWithResolvers<boolean>; flush: PromiseWithResolvers<boolean> }[] = [];
  const nothing = { getBinary: () => undefined, put() {}, remove() {} };
  const root = {
    batch(work: () => void) {
      work();
      const commit = Promise.withResolvers<boolean>();
      const flush = Promise.withResolvers<boolean>();
      commits.push({ commit, flush });
      return Object.assign(commit.promise, { flushed: flush.promise });
    },
    resetReadTxn() {},
    transactionSync: (work: () => void) => work(),
  };
  const env = { root, docs: nothing, keys: nothing, meta: nothing, dir: '.' } as unknown as Env;
  const catalog = { byNumber: () => undefined, load() {} } as unknown as Catalog;
  return { commits, writer: new Writer(env, catalog, () => {}) };
}

function* writing(writer: Writer, key: string): Task<string> {
  yield undefined;
  writer.batch.setEntry(Buffer.from(key), Buffer.from('value'));
  return key;
}

/** Lets everything happen that can happen without the disk. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

function watch(promise: Promise<unknown>): { state: string } {
  const watched = { state: 'waiting' };
  promise.then(
    () => Object.assign(watched, { state: 'answered' }),
    (error) => Object.assign(watched, { state: String(error.code) }),
  );
  return watched;
}

test('a durable write is answered after the flush, another one after the commit', async () => {
  const { commits, writer } = heldStore();
  const durable = watch(writer.run(writing(writer, 'a'), true));
  const quick = watch(writer.run(writing(writer, 'b'), false));
  await turns();
  expect([durable.state, quick.state]).toEqual(['waiting', 'waiting']);
  commits[0]?.commit.resolve(true);
  await turns();
  expect([durable.state, quick.state]).toEqual(['waiting', 'answered']);
  commits[0]?.flush.resolve(true);
  await turns();
  expect(durable.state).toBe('answered');
});

test('a durable write whose last step writes nothing waits for what it wrote before', async () => {
  const { commits, writer } = heldStore();
  function* inTwoSteps(): Task<void> {
    yield* writing(writer, 'a');
    yield COMMITTED;
  }
  const durable = watch(writer.run(inTwoSteps(), true));
  await turns();
  commits[0]?.commit.resolve(true);
  await turns();
  expect(durable.state).toBe('waiting');
  commits[0]?.flush.resolve(true);
  await turns();
  expect(durable.state).toBe('answered');
});

test('a failed commit is told to everybody who was in it, and the next one goes on', async () => {
  const { commits, writer } = heldStore();
  const both = [
    watch(writer.run(writing(writer, 'a'), true)),
    watch(writer.run(writing(writer, 'b'), false)),
  ];
  await turns();
  const commitError = Promise.reject(new Error('No space left on device'));
  commits[0]?.commit.reject(Object.assign(new Error('Commit failed'), { commitError }));
  await turns();
  expect(both.map(({ state }) => state)).toEqual(['14031', '14031']);
  const next = watch(writer.run(writing(writer, 'c'), false));
  await turns();
  commits[1]?.commit.resolve(true);
  await turns();
  expect(next.state).toBe('answered');
});
