import { setTimeout as after } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { summary, verifyFolder } from '../../embedded/mongo/verify.ts';
import {
  BulkWriter,
  IndexWriter,
  populate,
  random,
  SingleWriter,
  type Writer,
} from './support/crash-writers.ts';
import { type Db, MongoClient } from './support/driver.ts';
import { startServer, temporaryFolder } from './support/server-process.ts';

/** 10 are a sample; CRASH_KILLS=200 is the proof. */
const KILLS = Number(process.env.CRASH_KILLS ?? 10);

/** A moment after some of the writes: by their number, because machines are not equally fast. */
async function killTime(writers: readonly Writer[]): Promise<void> {
  const written = () => writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  const enough = written() + random(150);
  while (written() < enough) await after(1);
  await after(random(15));
}

async function withServer(
  dir: string,
  work: (server: { uri: string; kill(): Promise<unknown> }) => Promise<void>,
): Promise<void> {
  const { uri, kill } = await startServer(dir);
  try {
    await work({ uri, kill: () => kill('SIGKILL') });
  } finally {
    await kill('SIGKILL');
  }
}

/** One client notices soon that the server is gone, another one waits for it on a busy machine. */
async function withClient<T>(
  uri: string,
  serverSelectionTimeoutMS: number,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(uri, {
    retryWrites: false,
    serverSelectionTimeoutMS,
    writeConcern: { w: 'majority', journal: true },
  });
  try {
    return await work(client.db('crash'));
  } finally {
    await client.close();
  }
}

function faults(uri: string, writers: readonly Writer[]): Promise<string[]> {
  return withClient(uri, 30_000, async (db) =>
    (await Promise.all(writers.map((writer) => writer.check(db)))).flat(),
  );
}

test(`nothing that was acknowledged is lost by ${KILLS} kills`, {
  timeout: 30_000 + KILLS * 15_000,
}, async () => {
  const dir = await temporaryFolder();
  const writers: Writer[] = [
    ...['one', 'two', 'three', 'four'].map((name) => new SingleWriter(name)),
    ...['bulk-a', 'bulk-b'].map((name) => new BulkWriter(name)),
    new IndexWriter('indexed'),
  ];
  await withServer(dir, ({ uri }) => withClient(uri, 30_000, (db) => populate(db, 'indexed')));
  for (let kill = 1; kill <= KILLS; kill++) {
    await withServer(dir, async (server) => {
      expect(await faults(server.uri, writers), `after kill ${kill - 1}`).toEqual([]);
      await withClient(server.uri, 500, async (db) => {
        const running = Promise.all(writers.map((writer) => writer.run(db)));
        await Promise.race([running, killTime(writers)]);
        await server.kill();
        await running;
      });
    });
    const report = await verifyFolder(dir);
    expect(report.problemCount, `after kill ${kill}: ${summary(report)}`).toBe(0);
  }
  await withServer(dir, async ({ uri }) => {
    expect(await faults(uri, writers), 'at the end').toEqual([]);
  });
  for (const writer of writers) expect(writer.acknowledged).toBeGreaterThan(0);
});
