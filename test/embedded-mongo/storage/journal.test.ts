import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { type Env, openEnv } from '../../../embedded/mongo/store/env.ts';
import { type Journal, openJournal, replay } from '../../../embedded/mongo/store/journal.ts';
import {
  decodeOperations,
  encodeOperations,
  type Operation,
  perform,
} from '../../../embedded/mongo/store/operations.ts';
import { startEngine } from '../../helpers/mongo.ts';
import { MongoClient } from '../support/driver.ts';
import { temporaryFolder } from '../support/server-process.ts';

async function folder(): Promise<{ dir: string; env: Env }> {
  const dir = await temporaryFolder();
  const env = openEnv({ dir, volatile: true });
  onTestFinished(() => env.root.close());
  return { dir, env };
}

const keyOf = (number: number) => Buffer.from(`record ${number}`);

function operationOf(number: number, bytes: number): Operation {
  return { tree: 'docs', key: keyOf(number), value: Buffer.alloc(bytes, number) };
}

const there = ({ docs }: Env, number: number) => docs.getBinary(keyOf(number)) !== undefined;

test('operations come back from their bytes as they were', () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((some) => Buffer.from(some));
  const operation = fc.record({
    tree: fc.constantFrom('docs' as const, 'keys' as const, 'meta' as const),
    key: bytes(50),
    value: fc.option(bytes(200), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(operation), (operations) => {
      expect([...decodeOperations(encodeOperations(operations))]).toEqual(operations);
    }),
  );
});

/** Writes as a server does, keeps count, and at the end has only what is on the disk. */
class Model {
  readonly written = new Map<number, Operation>();
  private applied = 0;
  private journal: Journal;
  private readonly env: Env;

  constructor(env: Env) {
    this.env = env;
    this.journal = openJournal(env);
  }

  async append(bytes: number): Promise<void> {
    const operation = operationOf(this.journal.number + 1, bytes);
    const encoded = encodeOperations([operation]);
    if (!this.journal.takes(encoded)) this.apply(this.journal.number);
    expect(this.journal.takes(encoded)).toBe(true);
    await this.journal.append(encoded);
    this.written.set(this.journal.number, operation);
  }

  /** A part of what is not in the trees comes into them, as when several batches do by one transaction. */
  apply(upTo: number): void {
    const fresh = [...this.written].filter(([number]) => number > this.applied && number <= upTo);
    this.env.root.transactionSync(() => {
      perform(
        this.env,
        fresh.map(([, operation]) => operation),
      );
      perform(this.env, [this.journal.mark(upTo)]);
    });
    this.applied = upTo;
    this.journal.applied(upTo);
  }

  applyShare(share: number): void {
    this.apply(this.applied + Math.round((this.journal.number - this.applied) * share));
  }

  async restart(): Promise<void> {
    await this.journal.close();
    replay(this.env);
    this.applied = this.journal.number;
    this.journal = openJournal(this.env);
  }

  close = () => this.journal.close();
}

test('whatever was written and applied before, a crash loses nothing that is in the journal', {
  timeout: 120_000,
}, async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 300_000 }) }) },
    { weight: 3, arbitrary: fc.record({ apply: fc.double({ min: 0, max: 1, noNaN: true }) }) },
    { weight: 1, arbitrary: fc.constant('restart' as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { env } = await folder();
      const model = new Model(env);
      for (const step of steps) {
        if (step === 'restart') await model.restart();
        else if ('append' in step) await model.append(step.append);
        else model.applyShare(step.apply);
      }
      await model.close();
      replay(env);
      for (const [number, { key, value }] of model.written)
        expect(env.docs.getBinary(key)?.equals(value as Buffer), `record ${number}`).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('a power failure leaves what was there at one moment, and everything that was acknowledged by then', {
  timeout: 120_000,
}, async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 300_000 }) }) },
    { weight: 2, arbitrary: fc.constant('past the journal' as const) },
    { weight: 2, arbitrary: fc.constant('the trees are flushed' as const) },
    { weight: 1, arbitrary: fc.constant('power failure' as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      let { env, dir } = await folder();
      let journal = openJournal(env);
      /** What was done, by number; a session may begin anew behind what was lost. */
      let history: Operation[] = [];
      let [flushed, acknowledged] = [0, 0];
      const begin = journal.number;
      expect(begin).toBe(0);

      const flush = () => {
        flushed = history.length;
        journal.applied(flushed);
        acknowledged = flushed;
      };
      /** Of the trees that is left which was flushed; of the journal everything. */
      const fail = async () => {
        const mark = journal.mark(flushed);
        await journal.close();
        const bytes = readFileSync(join(dir, 'journal'));
        ({ env, dir } = await folder());
        env.root.transactionSync(() => perform(env, [...history.slice(0, flushed), mark]));
        writeFileSync(join(dir, 'journal'), bytes);
        replay(env);
        const found = history.map(
          ({ key, value }) => env.docs.getBinary(key)?.equals(value as Buffer) === true,
        );
        const left = found.indexOf(false) < 0 ? found.length : found.indexOf(false);
        expect(left).toBeGreaterThanOrEqual(acknowledged);
        expect(found.slice(left)).not.toContain(true);
        history = history.slice(0, left);
        journal = openJournal(env);
        expect(journal.number).toBe(left);
        flush();
      };

      for (const [index, step] of steps.entries()) {
        // The same number stands for something else after a failure.
        const operation = { ...operationOf(history.length + 1, 100), value: Buffer.from(`step ${index}`) };
        if (step === 'the trees are flushed') flush();
        else if (step === 'power failure') await fail();
        else if (step === 'past the journal') {
          journal.takeNumber();
          history.push(operation);
        } else {
          const padding = {
            tree: 'meta',
            key: Buffer.from('padding'),
            value: Buffer.alloc(step.append),
          } as const;
          const encoded = encodeOperations([operation, padding]);
          if (!journal.takes(encoded)) flush();
          await journal.append(encoded);
          const onlyJournaled = history.length === acknowledged;
          history.push(operation);
          // What went past the journal before it has to be on the disk as well.
          if (onlyJournaled) acknowledged = history.length;
        }
      }
      await fail();
      await journal.close();
    }),
    { numRuns: 40 },
  );
});

test('of a record that is torn, and of what follows it, nothing is taken', async () => {
  const { dir, env } = await folder();
  const journal = openJournal(env);
  const ends: number[] = [0];
  for (let number = 1; number <= 4; number += 1) {
    const operations = encodeOperations([operationOf(number, 100)]);
    await journal.append(operations);
    ends.push((ends.at(-1) as number) + 22 + operations.length);
  }
  await journal.close();
  const begun = journal.mark(0);
  const path = join(dir, 'journal');
  const bytes = readFileSync(path);
  const [, , start = 0, end = 0] = ends;
  for (const at of [start, start + 4, start + 8, start + 16, start + 25, end - 1]) {
    const torn = Buffer.from(bytes);
    torn[at] = (torn[at] as number) ^ 0x55;
    writeFileSync(path, torn);
    const fresh = await folder();
    writeFileSync(join(fresh.dir, 'journal'), torn);
    fresh.env.root.transactionSync(() => perform(fresh.env, [begun]));
    replay(fresh.env);
    expect([1, 2, 3, 4].map((number) => there(fresh.env, number))).toEqual([true, true, false, false]);
  }
});

test('what is in the trees is not written into them again', async () => {
  const { env } = await folder();
  const journal = openJournal(env);
  await journal.append(encodeOperations([operationOf(1, 10)]));
  env.root.transactionSync(() => perform(env, [journal.mark(1)]));
  await journal.append(encodeOperations([operationOf(2, 10)]));
  await journal.close();
  replay(env);
  expect([there(env, 1), there(env, 2)]).toEqual([false, true]);
});

test('who was answered finds it, and changes it, whoever asks', { timeout: 120_000 }, async () => {
  const dir = await temporaryFolder();
  const engine = await startEngine({ dir });
  const clients = [new MongoClient(engine.uri), new MongoClient(engine.uri)] as const;
  onTestFinished(async () => {
    for (const client of clients) await client.close();
    await engine.close();
  });
  const [here, elsewhere] = clients.map((client) =>
    client.db('a').collection<{ n: number; times?: number }>('b'),
  );
  await here?.createIndex({ n: 1 });
  for (let n = 0; n < 60; n += 1) {
    await here?.insertOne({ n }, { writeConcern: { w: 'majority', journal: n % 2 === 0 } });
    expect(await elsewhere?.countDocuments({ n })).toBe(1);
    const changed = await elsewhere?.updateOne(
      { n },
      { $inc: { times: 1 } },
      { writeConcern: { journal: true } },
    );
    expect(changed?.modifiedCount).toBe(1);
    expect(await here?.updateMany({ n, times: 1 }, { $inc: { times: 1 } })).toMatchObject({
      modifiedCount: 1,
    });
    expect(await elsewhere?.findOne({ n })).toMatchObject({ times: 2 });
    if (n % 3 === 0) expect(await elsewhere?.deleteOne({ n, times: 2 })).toMatchObject({ deletedCount: 1 });
  }
  expect(await here?.countDocuments()).toBe(40);
});
