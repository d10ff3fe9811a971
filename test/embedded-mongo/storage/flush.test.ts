import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Catalog } from '../../../embedded/mongo/store/catalog.ts';
import type { Env } from '../../../embedded/mongo/store/env.ts';
import type { Journal } from '../../../embedded/mongo/store/journal.ts';
import { COMMITTED, EARLIER, type Task, Writer } from '../../../embedded/mongo/store/writer.ts';

// However slow the machine is, what is written in one turn comes into one batch.
beforeEach(() => {
  vi.spyOn(performance, 'now').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A journal whose records are on disk when the test says so. */
function heldJournal() {
  const records: PromiseWithResolvers<void>[] = [];
  const journal: Journal = {
    get number() {
      return records.length;
    },
    takeNumber: () => records.length + 1,
    giveBack() {},
    mark: (number) => ({ tree: 'meta', key: Buffer.from('j'), value: Buffer.from([number]) }),
    takes: () => true,
    append() {
      const record = Promise.withResolvers<void>();
      records.push(record);
      return record.promise;
    },
    applied() {},
    close: async () => {},
  };
  return { records, journal };
}

/** A store whose commits and flushes happen when the test says so. */
function heldStore(journal?: Journal) {
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
  return { commits, writer: new Writer(env, catalog, () => {}, journal) };
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

function heldJournaledStore() {
  const { records, journal } = heldJournal();
  return { records, ...heldStore(journal) };
}

test('with a journal a durable write is answered when it is there, and a read waits for the trees', async () => {
  const { records, commits, writer } = heldJournaledStore();
  expect(writer.visible).toBeUndefined();
  const durable = watch(writer.run(writing(writer, 'a'), true));
  await turns();
  expect(durable.state).toBe('waiting');
  records[0]?.resolve();
  await turns();
  expect(durable.state).toBe('answered');
  const read = watch(writer.visible as Promise<void>);
  await turns();
  expect(read.state).toBe('waiting');
  expect(commits).toHaveLength(1);
  commits[0]?.commit.resolve(true);
  commits[0]?.flush.resolve(true);
  await turns();
  expect(read.state).toBe('answered');
  expect(writer.visible).toBeUndefined();
});

test('a write sees what is in the journal only; one that has to search waits for the trees', async () => {
  const { records, commits, writer } = heldJournaledStore();
  void writer.run(writing(writer, 'a'), true);
  await turns();
  records[0]?.resolve();
  await turns();
  const seen = await writer.once(() => writer.batch.entry(Buffer.from('a'))?.toString(), false);
  expect(seen).toBe('value');
  function* searching(): Task<void> {
    yield EARLIER;
  }
  const search = watch(writer.run(searching(), false));
  await turns();
  expect(search.state).toBe('waiting');
  commits[0]?.commit.resolve(true);
  commits[0]?.flush.resolve(true);
  await turns();
  expect(search.state).toBe('answered');
});

test('what was built on what went past the journal is answered when both are on disk', async () => {
  const { records, commits, writer } = heldJournaledStore();
  const large = Buffer.alloc(300_000);
  const past = watch(writer.once(() => writer.batch.setEntry(Buffer.from('large'), large), false));
  await turns();
  expect(records).toHaveLength(0);
  commits[0]?.commit.resolve(true);
  await turns();
  expect(past.state).toBe('answered');
  const durable = watch(writer.run(writing(writer, 'a'), true));
  await turns();
  records[0]?.resolve();
  await turns();
  expect(durable.state).toBe('waiting');
  commits[0]?.flush.resolve(true);
  await turns();
  expect(durable.state).toBe('answered');
});

test('a write whose record cannot be written goes into the trees', async () => {
  const { records, commits, writer } = heldJournaledStore();
  const durable = watch(writer.run(writing(writer, 'a'), true));
  await turns();
  records[0]?.reject(new Error('No space left on device'));
  await turns();
  expect([durable.state, commits.length]).toEqual(['waiting', 1]);
  commits[0]?.commit.resolve(true);
  commits[0]?.flush.resolve(true);
  await turns();
  expect(durable.state).toBe('answered');
});

test('where the trees do not take what was acknowledged, nothing more is, and nobody is told it is not there', async () => {
  const { records, commits, writer } = heldJournaledStore();
  const durable = watch(writer.run(writing(writer, 'a'), true));
  await turns();
  records[0]?.resolve();
  await turns();
  const read = watch(writer.visible as Promise<void>);
  await turns();
  const commitError = Promise.reject(new Error('Input/output error'));
  commits[0]?.commit.reject(Object.assign(new Error('Commit failed'), { commitError }));
  await turns();
  expect([durable.state, read.state]).toEqual(['answered', '14031']);
  const later = [watch(writer.run(writing(writer, 'b'), true)), watch(writer.visible as Promise<void>)];
  await turns();
  expect(later.map(({ state }) => state)).toEqual(['14031', '14031']);
  await writer.drained();
});
