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

interface Running {
  /** Waits for a server that a busy machine keeps waiting. */
  readonly patient: Db;
  /** Notices soon that the server is gone. */
  readonly hasty: Db;
  kill(): Promise<unknown>;
}

async function withServer(dir: string, work: (running: Running) => Promise<void>): Promise<void> {
  const server = await startServer(dir);
  const clientFor = (serverSelectionTimeoutMS: number) =>
    new MongoClient(server.uri, {
      retryWrites: false,
      serverSelectionTimeoutMS,
      writeConcern: { w: 'majority', journal: true },
    });
  const clients = [clientFor(30_000), clientFor(500)] as const;
  const [patient, hasty] = clients;
  const kill = () => server.kill('SIGKILL');
  try {
    await work({ patient: patient.db('crash'), hasty: hasty.db('crash'), kill });
  } finally {
    for (const client of clients) await client.close();
    await kill();
  }
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
  await withServer(dir, ({ patient }) => populate(patient, 'indexed'));
  for (let kill = 1; kill <= KILLS; kill++) {
    await withServer(dir, async ({ patient, hasty, kill: end }) => {
      const wrong = (await Promise.all(writers.map((writer) => writer.check(patient)))).flat();
      expect(wrong, `after kill ${kill - 1}`).toEqual([]);
      const running = Promise.all(writers.map((writer) => writer.run(hasty)));
      await Promise.race([running, killTime(writers)]);
      await end();
      await running;
    });
    const report = await verifyFolder(dir);
    expect(report.problemCount, `after kill ${kill}: ${summary(report)}`).toBe(0);
  }
  await withServer(dir, async ({ patient }) => {
    const wrong = (await Promise.all(writers.map((writer) => writer.check(patient)))).flat();
    expect(wrong, 'at the end').toEqual([]);
  });
  for (const writer of writers) expect(writer.acknowledged).toBeGreaterThan(0);
});
