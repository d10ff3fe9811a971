import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { MongoClient } from './support/driver.ts';
import { runMain, startServer, temporaryFolder } from './support/server-process.ts';

/** A data file that is none, or not whole, is refused: LMDB would end the process without a word. */
const PATIENCE_MS = 120_000;
const PAGE = 8192;
let whole: Buffer;

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'whole-'));
  const server = await startServer(dir, []);
  const client = new MongoClient(server.uri);
  const docs = Array.from({ length: 300 }, (_, n) => ({ n, text: 'x'.repeat(2000) }));
  await client
    .db('a')
    .collection('b')
    .insertMany(docs, { writeConcern: { w: 'majority' } });
  await client.close();
  await server.kill('SIGTERM');
  whole = await readFile(join(dir, 'data.mdb'));
  await rm(dir, { recursive: true });
}, PATIENCE_MS);

async function folderWith(data: Buffer): Promise<string> {
  const dir = await temporaryFolder();
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'data.mdb'), data);
  return dir;
}

const without = (from: number, to: number) =>
  Buffer.concat([whole.subarray(0, from), Buffer.alloc(to - from), whole.subarray(to)]);

test.for<[string, () => Buffer, string]>([
  ['random bytes', () => randomBytes(500_000), 'it is no data file of this engine'],
  ['zeros', () => Buffer.alloc(500_000), 'it is no data file of this engine'],
  [
    'a text',
    () => Buffer.from('This was a database once.\n'.repeat(10_000)),
    'it is no data file of this engine',
  ],
  ['a few bytes', () => Buffer.from('?'), 'it is no data file of this engine'],
  ['one page', () => whole.subarray(0, PAGE), 'it ends after its first page'],
  ['no second page', () => without(PAGE, 2 * PAGE), 'its second page was overwritten'],
  ['the beginning alone', () => whole.subarray(0, 3 * PAGE), 'it ends before the pages'],
  ['a half', () => whole.subarray(0, Math.floor(whole.length / PAGE / 2) * PAGE), 'it'],
  ['all but the last pages', () => whole.subarray(0, whole.length - 30 * PAGE), 'it'],
])(
  '%s: the file, what is wrong and what to do are told',
  { timeout: PATIENCE_MS },
  async ([_, data, what]) => {
    const dir = await folderWith(data());
    const { code, errors, output } = await runMain('--dir', dir);
    expect(errors).toContain(`the data file ${join(dir, 'data.mdb')} cannot be used: `);
    expect(errors).toContain(what);
    expect(errors).toContain('restore a backup');
    expect(errors).not.toMatch(/\n\s+at /);
    expect({ code, output }).toEqual({ code: 1, output: '' });
  },
);

test.for<[string, () => Buffer]>([
  ['an empty one', () => Buffer.alloc(0)],
  // What was given up before it was written is missing at the end, and nothing is lost by that.
  [
    'one whose last pages were never written',
    () => {
      const file = Buffer.from(whole);
      for (const at of [0, PAGE]) file.writeBigUInt64LE(file.readBigUInt64LE(at + 144) + 5n, at + 144);
      return file;
    },
  ],
])('a good file is served: %s', { timeout: PATIENCE_MS }, async ([_, data]) => {
  const bytes = data();
  const server = await startServer(await folderWith(bytes), []);
  onTestFinished(async () => void (await server.kill('SIGKILL')));
  const client = new MongoClient(server.uri);
  onTestFinished(() => client.close());
  expect(
    await client
      .db('a')
      .collection('b')
      .countDocuments({ n: { $gte: 0 } }),
  ).toBe(bytes.length > 0 ? 300 : 0);
  await client.db('a').collection('b').insertOne({ n: 300 });
});
