import { describe, expect, test } from 'vitest';
import { Catalog, counters, describe as described } from '../../embedded/mongo/store/catalog.ts';
import {
  docKey,
  type Env,
  metaKey,
  numberKey,
  openEnv,
  recordOfDocKey,
} from '../../embedded/mongo/store/env.ts';
import { lastRecord } from '../../embedded/mongo/store/numbers.ts';
import { encode } from '../../embedded/mongo/values/bson.ts';
import { after } from '../../embedded/mongo/values/keys.ts';
import { verifyFolder } from '../../embedded/mongo/verify.ts';
import { startEngine } from '../helpers/mongo.ts';
import { type Db, MongoClient } from './support/driver.ts';
import { runMain, startServer, temporaryFolder } from './support/server-process.ts';

async function populate(uri: string, more?: (db: Db) => Promise<void>): Promise<void> {
  const client = new MongoClient(uri);
  try {
    const db = client.db('checked');
    const rows = db.collection('rows');
    await rows.createIndexes([
      { key: { serial: 1 }, name: 'unique', unique: true },
      { key: { tags: 1, n: -1 }, name: 'multikey' },
      { key: { n: 1 }, name: 'partial', partialFilterExpression: { n: { $gt: 50 } } },
      { key: { rare: 1 }, name: 'sparse', sparse: true },
      { key: { long: 1 }, name: 'long' },
      { key: { text: 'text' }, name: 'text' },
    ]);
    await rows.insertMany(
      Array.from({ length: 100 }, (_, n) => ({
        serial: n,
        n,
        tags: [n % 3, n % 5, 'x'],
        text: `river stone ${n}`,
        ...(n % 10 === 0 && { rare: n }),
        ...(n % 25 === 0 && { long: 'y'.repeat(3000) + n }),
      })),
    );
    await rows.updateMany({ n: { $lt: 20 } }, { $inc: { n: 100 }, $push: { tags: 'new' } } as never);
    await rows.deleteMany({ serial: { $in: [30, 31, 32] } });
    await more?.(db);
  } finally {
    await client.close();
  }
}

/** A folder with data, changed behind the engine's back. */
async function damaged(
  damage: (env: Env, catalog: Catalog) => Promise<unknown> | undefined,
): Promise<string> {
  const dir = await temporaryFolder();
  const engine = await startEngine({ dir });
  await populate(engine.uri);
  await engine.close();
  const env = openEnv({ dir });
  await damage(env, new Catalog(env));
  await env.root.close();
  return dir;
}

function indexNumber(catalog: Catalog, name: string): number {
  return catalog.find('checked', 'rows')?.indexes.find(({ spec }) => spec.name === name)?.number as number;
}

function firstEntry(env: Env, number: number): { key: Buffer; value: Buffer } {
  const [entry] = env.keys.getRange({ start: numberKey(number), end: after(numberKey(number)), limit: 1 });
  return entry as { key: Buffer; value: Buffer };
}

describe('a folder that is right', () => {
  test('is found right, by the command line as well', async () => {
    const dir = await damaged(() => undefined);
    const report = await verifyFolder(dir);
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ collections: 1, documents: 97, indexes: 7, remnants: 0, unfinished: 0 });
    const { code, output } = await runMain('--dir', dir, '--verify');
    expect(output).toMatch(
      /^1 collections with 97 documents, 7 indexes with \d+ entries\neverything is right\n$/,
    );
    expect(code).toBe(0);
  });

  test('is not looked into while a server holds it', async () => {
    const dir = await temporaryFolder();
    const server = await startServer(dir);
    const { code, errors } = await runMain('--dir', dir, '--verify');
    await server.kill('SIGTERM');
    expect(errors).toMatch(/^the data folder .* is served by process \d+: .*\n$/);
    expect(code).toBe(1);
  });

  test('has to be there', async () => {
    const dir = await temporaryFolder();
    const { code, errors } = await runMain('--dir', dir, '--verify');
    expect(errors).toBe(`there is no data in the folder ${dir}\n`);
    expect(code).toBe(1);
  });
});

describe('what is wrong is found:', () => {
  const kinds = ['_id_', 'unique', 'multikey', 'partial', 'sparse', 'long', 'text'];

  test.for(kinds)('an entry that is missing in the index %s', async (name) => {
    const dir = await damaged((env, catalog) =>
      env.keys.remove(firstEntry(env, indexNumber(catalog, name)).key),
    );
    const { problems } = await verifyFolder(dir);
    expect(problems[0]).toMatch(new RegExp(`^index ${name} of checked.rows lacks the key`));
  });

  test.for(kinds)('an entry too many in the index %s', async (name) => {
    const dir = await damaged((env, catalog) => {
      const { key, value } = firstEntry(env, indexNumber(catalog, name));
      const other = Buffer.from(key);
      other[5] = (other[5] as number) ^ 1;
      return env.keys.put(other, value);
    });
    const { problems } = await verifyFolder(dir);
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^index ${name} of checked.rows has the key`)),
    ]);
  });

  test.for(['unique', 'text'])('an entry of the index %s that leads elsewhere', async (name) => {
    const dir = await damaged((env, catalog) => {
      const { key, value } = firstEntry(env, indexNumber(catalog, name));
      const other = Buffer.from(value);
      other[value.length - 1] = (other.at(-1) as number) ^ 1;
      return env.keys.put(key, other);
    });
    expect((await verifyFolder(dir)).problemCount).toBeGreaterThan(0);
  });

  test('a document that is cut off', async () => {
    const dir = await damaged((env) => {
      const [{ key, value }] = [...env.docs.getRange({ limit: 1 })] as [{ key: Buffer; value: Buffer }];
      return env.docs.put(key, value.subarray(0, 20));
    });
    expect((await verifyFolder(dir)).problems[0]).toMatch(/^record \d+ of checked.rows is no document/);
  });

  test('counters that do not agree', async () => {
    const dir = await damaged((env, catalog) => {
      const collection = catalog.find('checked', 'rows');
      if (!collection) return undefined;
      const { key, value } = counters({
        ...collection,
        count: collection.count + 1,
        bytes: collection.bytes - 1,
      });
      return env.meta.put(key, value);
    });
    expect((await verifyFolder(dir)).problems).toEqual([
      expect.stringMatching(/^checked.rows counts 98 documents, 97 are there$/),
      expect.stringMatching(/^checked.rows counts \d+ bytes of documents, \d+ are there$/),
    ]);
  });

  test('entries under numbers that belong to nothing', async () => {
    const dir = await damaged(async (env) => {
      await env.keys.put(Buffer.concat([numberKey(99), Buffer.from('stray')]), Buffer.alloc(0));
      await env.docs.put(docKey(98, 1), encode({ _id: 1 }));
    });
    expect((await verifyFolder(dir)).problems).toEqual([
      "1 entries of 'docs' are under the number 98, which belongs to nothing",
      "1 entries of 'keys' are under the number 99, which belongs to nothing",
    ]);
  });

  test('an array in an index that knows of none', async () => {
    const dir = await damaged((env, catalog) => {
      const collection = catalog.find('checked', 'rows');
      for (const index of collection?.indexes ?? []) index.arrays = [];
      const { key, value } = described(collection as NonNullable<typeof collection>);
      return env.meta.put(key, value);
    });
    const { problems, problemCount } = await verifyFolder(dir);
    expect(problems[0]).toMatch(/^index multikey of checked.rows holds arrays and does not say so/);
    expect(problems).toHaveLength(20);
    expect(problemCount).toBe(97);
    const { code, output } = await runMain('--dir', dir, '--verify');
    expect(output).toContain('97 things are wrong:');
    expect(output).toContain('and 77 more');
    expect(code).toBe(1);
  });
});

test('an index whose making was cut off is gone after the next start', async () => {
  const dir = await damaged((env, catalog) => {
    const collection = catalog.find('checked', 'rows');
    const index = collection?.indexes.find(({ spec }) => spec.name === 'multikey');
    if (!collection || !index) return undefined;
    index.building = true;
    const { key, value } = described(collection);
    env.keys.remove(firstEntry(env, index.number).key);
    return env.meta.put(key, value);
  });
  expect(await verifyFolder(dir)).toMatchObject({ problems: [], unfinished: 1, indexes: 6 });
  await (await startEngine({ dir })).close();
  expect(await verifyFolder(dir)).toMatchObject({ problems: [], unfinished: 0, indexes: 6 });
  const engine = await startEngine({ dir });
  const client = new MongoClient(engine.uri);
  const rows = client.db('checked').collection('rows');
  const names = async () => (await rows.listIndexes().toArray()).map(({ name }) => name);
  expect(await names()).not.toContain('multikey');
  await rows.createIndex({ tags: 1, n: -1 }, { name: 'multikey' });
  expect(await names()).toContain('multikey');
  expect(await rows.countDocuments({ tags: 'new' })).toBe(20);
  await client.close();
  await engine.close();
  expect(await verifyFolder(dir)).toMatchObject({ problems: [], unfinished: 0, indexes: 7 });
});

test('new documents after a crash do not take the numbers of dropped ones', async () => {
  const dir = await temporaryFolder();
  const engine = await startEngine({ dir });
  await populate(engine.uri);
  await engine.close();
  const env = openEnv({ dir });
  const catalog = new Catalog(env);
  const rows = catalog.find('checked', 'rows') as NonNullable<ReturnType<Catalog['find']>>;
  // As the drop leaves it when the process is killed before anything is cleared away.
  await env.root.batch(() => {
    env.meta.remove(metaKey('c', 'checked.rows'));
    env.meta.remove(metaKey('n', rows.number));
    for (const number of [rows.number, ...rows.indexes.map((index) => index.number)]) {
      env.meta.put(metaKey('g', number), Buffer.alloc(0));
    }
  });
  const [last] = env.docs.getKeys({ reverse: true, limit: 1 });
  expect(lastRecord(env, new Catalog(env))).toBe(recordOfDocKey(last as Buffer));
  await env.root.close();
  const again = await startEngine({ dir });
  const client = new MongoClient(again.uri);
  const fresh = client.db('checked').collection('fresh');
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => fresh.insertOne({ n }, { writeConcern: { w: 1 } })),
  );
  expect(await fresh.countDocuments({ n: { $gte: 0 } })).toBe(200);
  await client.close();
  await again.close();
  expect((await verifyFolder(dir)).problems).toEqual([]);
});
