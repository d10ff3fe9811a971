/** The servers as processes: start-up, memory, size of the file. */
import { statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Case, gauge, type Subject } from '../harness.ts';
import { type Contender, database, type Field } from './contenders.ts';
import { loadedName } from './load.ts';
import { MongoClient, residentMemory, type ServerProcess, startEngine, startNull } from './processes.ts';
import { type Loaded, shown } from './writes.ts';

/** From the start of the process until a ping is answered. Needs the loaded folder for itself. */
export function startUpCase({ folder, data, embedded }: Field, loaded: Loaded): Case {
  const subject = (
    name: string,
    start: () => Promise<ServerProcess>,
    there: number,
  ): Subject<null, number[]> => ({
    name,
    async setup() {
      await embedded.stop();
      return null;
    },
    async run() {
      const started = performance.now();
      const server = await start();
      const client = new MongoClient(server.uri);
      try {
        await client.db(database).command({ ping: 1 });
        const ms = performance.now() - started;
        const count =
          there > 0 ? await client.db(database).collection(loadedName(loaded.wanted)).countDocuments({}) : 0;
        if (count !== there) throw new Error(`${count} of ${there} calls are there after the start`);
        return [ms];
      } finally {
        await client.close();
        await server.stop();
      }
    },
  });
  const empty = async () => startEngine(await mkdtemp(join(folder, 'empty-')));
  return gauge({
    name: 'Start of the process until a ping is answered',
    baseline: 'null',
    subjects: [
      subject('null', () => startNull(join(folder, 'starting.sock')), 0),
      subject('an empty folder', empty, 0),
      subject(`${shown(loaded.there)} calls`, () => startEngine(data), loaded.there),
    ],
    columns: ['ms'],
    aim: { max: 300 },
  });
}

const settleMs = 1500;

export function memoryCase({ baseline, embedded }: Field, when: string): Case {
  const subject = (contender: Contender): Subject<number, number[]> => ({
    name: contender.name,
    async setup() {
      await (await contender.client()).db(database).command({ ping: 1 });
      await sleep(settleMs);
      return (await contender.process?.())?.pid ?? 0;
    },
    run: residentMemory,
  });
  return gauge({
    name: `Resident memory of the process ${when}`,
    baseline: baseline.name,
    subjects: [subject(baseline), subject(embedded)],
    columns: ['MB', 'without pages of files'],
  });
}

export function fileSizeCase({ data, embedded }: Field): Case {
  return gauge({
    name: 'Size of the data file',
    baseline: embedded.name,
    subjects: [
      {
        name: embedded.name,
        setup: () => embedded.client(),
        async run(client: MongoClient) {
          const { dataSize } = await client.db(database).stats();
          const file = statSync(join(data, 'data.mdb')).size / 2 ** 20;
          const documents = Number(dataSize) / 2 ** 20;
          return [file, documents, file / documents];
        },
      },
    ],
    columns: ['MB', 'documents MB', 'file to documents'],
  });
}
