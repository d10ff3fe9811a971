/** Who is measured: the null server, the embedded engine, and a real server where one is named. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../harness.ts';
import { MongoClient, type ServerProcess, startEngine, startNull } from './processes.ts';

export interface Contender {
  readonly name: string;
  /** Whether what it acknowledges is there afterwards. */
  readonly stores: boolean;
  /** Connected to the server, which is started where it is not running. */
  client(): Promise<MongoClient>;
  /** The server's process, where it is one of ours. */
  process?(): Promise<ServerProcess>;
  stop(): Promise<void>;
}

export interface Field {
  /** A server that stores nothing: what the driver reaches at most. */
  readonly baseline: Contender;
  /** The same, but it answers an insert only when what it was sent is in a file and on the disk. */
  readonly flushing: Contender;
  readonly embedded: Contender;
  readonly peer: Contender | undefined;
  /** A folder for whatever is needed, removed at the end. */
  readonly folder: string;
  /** The embedded engine's data. */
  readonly data: string;
}

export const database = `trunkline_bench_${process.pid}`;

export function openField({ defer }: Pick<BenchOptions, 'defer'>, peerUri: string | undefined): Field {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-bench-'));
  defer(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  const baseline = ours('null', false, () => startNull(join(folder, 'null.sock')));
  const flushing = ours('null, flushing', false, () =>
    startNull(join(folder, 'flushing.sock'), join(folder, 'flushed')),
  );
  const embedded = ours('embedded', true, () => startEngine(data));
  const peer = peerUri === undefined ? undefined : elsewhere('peer', peerUri);
  for (const contender of [baseline, flushing, embedded, peer]) defer(() => contender?.stop());
  return { baseline, flushing, embedded, peer, folder, data };
}

function ours(name: string, stores: boolean, start: () => Promise<ServerProcess>): Contender {
  let running: Promise<ServerProcess> | undefined;
  let connected: Promise<MongoClient> | undefined;
  const processOf = () => {
    running ??= start();
    return running;
  };
  return {
    name,
    stores,
    process: processOf,
    async client() {
      connected ??= processOf().then(({ uri }) => new MongoClient(uri).connect());
      return connected;
    },
    async stop() {
      await (await connected)?.close();
      await (await running)?.stop();
      connected = undefined;
      running = undefined;
    },
  };
}

function elsewhere(name: string, uri: string): Contender {
  let connected: Promise<MongoClient> | undefined;
  return {
    name,
    stores: true,
    client() {
      connected ??= new MongoClient(uri).connect();
      return connected;
    },
    async stop() {
      const client = await connected;
      await client?.db(database).dropDatabase();
      await client?.close();
    },
  };
}
