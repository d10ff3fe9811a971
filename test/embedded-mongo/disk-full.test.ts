import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { summary, verifyFolder } from '../../embedded/mongo/verify.ts';
import type { Row } from '../helpers/mongo.ts';
import { type Collection, MongoClient, MongoServerError } from './support/driver.ts';
import { type ServerProcess, startServer } from './support/server-process.ts';

const OUT_OF_DISK_SPACE = 14031;

const canMount = tryToMount();

/** Mounting needs root and a system that lets it: containers often do not. */
function tryToMount(): boolean {
  const dir = mkdtempSync(join(tmpdir(), 'trunkline-full-'));
  try {
    mount(dir, 1);
    execFileSync('umount', [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(dir);
  }
}

function mount(dir: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'pipe' });
}

function smallDisk(megabytes: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'trunkline-full-'));
  mount(dir, megabytes);
  onTestFinished(() => {
    execFileSync('umount', [dir]);
    rmdirSync(dir);
  });
  return dir;
}

async function open(dir: string): Promise<{ server: ServerProcess; rows: Collection }> {
  const server = await startServer(dir);
  const client = new MongoClient(server.uri, {
    retryWrites: false,
    writeConcern: { w: 'majority', journal: true },
  });
  onTestFinished(async () => {
    await client.close();
    await server.kill('SIGKILL');
  });
  return { server, rows: client.db('full').collection<Row>('rows') };
}

function row(n: number): Row {
  return { _id: n, tags: [n % 7, n % 11], text: `word${n % 13} filler`, load: 'x'.repeat(3000) };
}

/** Eight writers insert until the disk is full; gives what was acknowledged and how each ended. */
async function fill(rows: Collection): Promise<{ acknowledged: number[]; errors: unknown[] }> {
  const acknowledged: number[] = [];
  const errors: unknown[] = [];
  let last = 0;
  async function write(): Promise<void> {
    for (;;) {
      last += 1;
      const next = row(last);
      try {
        await rows.insertOne(next);
        acknowledged.push(next._id as number);
      } catch (error) {
        errors.push(error);
        return;
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, write));
  return { acknowledged, errors };
}

async function ids(rows: Collection): Promise<unknown[]> {
  const found = await rows.find({}, { projection: { _id: 1 } }).toArray();
  return found.map(({ _id }) => _id);
}

async function expectRight(dir: string): Promise<void> {
  const report = await verifyFolder(dir);
  expect(report.problemCount, summary(report)).toBe(0);
}

describe.skipIf(!canMount)(
  `a full disk${canMount ? '' : ' (skipped: needs the right to mount a tmpfs)'}`,
  () => {
    test('answers an error, loses nothing, and is written to again when there is room', {
      timeout: 60_000,
    }, async () => {
      const dir = smallDisk(8);
      const ballast = join(dir, 'ballast');
      writeFileSync(ballast, Buffer.alloc(2 << 20));
      const { server, rows } = await open(dir);
      await rows.createIndexes([{ key: { tags: 1 } }, { key: { text: 'text' } }]);

      const { acknowledged, errors } = await fill(rows);
      for (const error of errors) {
        expect(error).toBeInstanceOf(MongoServerError);
        expect(error).toMatchObject({
          code: OUT_OF_DISK_SPACE,
          message: expect.stringMatching(/bytes are free in/),
        });
      }
      expect(errors).toHaveLength(8);
      expect(acknowledged.length).toBeGreaterThan(100);

      const found = await ids(rows);
      expect(found).toEqual(expect.arrayContaining(acknowledged));
      expect(await rows.countDocuments()).toBe(found.length);
      expect(await rows.countDocuments({ tags: 3 })).toBeGreaterThan(0);
      await expect(
        rows.insertMany(Array.from({ length: 2000 }, (_, i) => row(100_000 + i))),
      ).rejects.toMatchObject({
        code: OUT_OF_DISK_SPACE,
      });
      await expect(rows.createIndex({ load: 1, text: -1 })).rejects.toMatchObject({
        code: OUT_OF_DISK_SPACE,
      });

      rmSync(ballast);
      await rows.insertOne(row(1_000_000));
      await rows.updateOne({ _id: acknowledged[0] as number }, { $set: { text: 'changed' } });
      await rows.createIndex({ text: 1 });
      expect(await rows.countDocuments({ $text: { $search: 'changed' } })).toBe(1);

      const { code, errors: said } = await server.kill('SIGTERM');
      expect(code, said).toBe(0);
      await expectRight(dir);
      expect(await ids((await open(dir)).rows)).toEqual(expect.arrayContaining([...acknowledged, 1_000_000]));
    });

    test('that has no room for a journal is written to without one', { timeout: 60_000 }, async () => {
      const dir = smallDisk(2);
      const { server, rows } = await open(dir);
      await rows.insertOne(row(1));
      expect(await ids(rows)).toEqual([1]);
      const { errors } = await server.kill('SIGTERM');
      expect(errors).toContain('writes are slower without a journal: ENOSPC');
      await expectRight(dir);
    });

    test('is left by kill -9 with everything that was acknowledged', { timeout: 60_000 }, async () => {
      const dir = smallDisk(8);
      const ballast = join(dir, 'ballast');
      writeFileSync(ballast, Buffer.alloc(1 << 20));
      const { server, rows } = await open(dir);
      const { acknowledged } = await fill(rows);
      await server.kill('SIGKILL');
      rmSync(ballast);
      await expectRight(dir);
      expect(await ids((await open(dir)).rows)).toEqual(expect.arrayContaining(acknowledged));
    });
  },
);
