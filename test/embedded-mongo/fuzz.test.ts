import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryEngine } from '../helpers/mongo.ts';
import type { Doc } from './support/driver.ts';
import { sequence } from './support/fuzz/commands.ts';
import { compareServers } from './support/fuzz/run.ts';
import { damaged, type Server, serverAt } from './support/fuzz/servers.ts';

/**
 * The same random commands to two servers, every answer compared: FUZZ_LEFT_URI (else the embedded engine) and
 * FUZZ_RIGHT_URI (else TEST_MONGODB_URI). The same 100 sequences, or FUZZ_RUNS new ones; FUZZ_SEED and FUZZ_PATH, which
 * a failure prints, play one again.
 */
const {
  FUZZ_LEFT_URI: leftUri,
  FUZZ_RIGHT_URI: rightUri = process.env.TEST_MONGODB_URI,
  FUZZ_RUNS: runs,
  // The same cases every time, unless new ones are looked for: a new fault of the other server, found by
  // chance, is not to fail work that has nothing to do with it.
  FUZZ_SEED: seed = runs ? String(Date.now() % 2 ** 31) : '20261',
  FUZZ_PATH: path,
} = process.env;

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

async function open(uri: string, name: string): Promise<Server> {
  const server = await serverAt(uri, name);
  closing.push(() => server.close());
  return server;
}

async function engine(): Promise<string> {
  const started = await temporaryEngine();
  closing.push(() => started.close());
  return started.uri;
}

/** The shortest sequence in which the two servers differ, told as a script, or nothing. */
async function findDifference(left: Server, right: Server, numRuns: number): Promise<string | undefined> {
  const replay = { seed: Number(seed), ...(path ? { path } : {}) };
  const property = fc.asyncProperty(sequence, (steps) => compareServers(left, right, steps));
  const result = await fc.check(property, { numRuns, ...replay });
  if (!result.failed) return undefined;
  const reason =
    result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
  return `${reason}\nFUZZ_SEED=${result.seed} FUZZ_PATH=${result.counterexamplePath}`;
}

describe('two servers', () => {
  it.skipIf(!rightUri)(
    'give the same answers (needs TEST_MONGODB_URI)',
    { timeout: 24 * 3600_000 },
    async () => {
      const left = await open(leftUri || (await engine()), 'left');
      const right = await open(rightUri as string, 'right');
      const found = await findDifference(left, right, Number(runs ?? 100));
      if (found) expect.fail(found);
    },
  );
});

describe('the comparison itself', () => {
  const faulty: [name: string, damage: (command: Doc, answer: Doc) => Doc, seen: RegExp][] = [
    ['loses a document', (command, answer) => lose(command, answer), /find|aggregate/],
    ['turns a page around', (command, answer) => turn(command, answer), /"sort"/],
    [
      'forgets that it modified',
      (_, answer) => (answer.nModified ? { ...answer, nModified: 0 } : answer),
      /"update"/,
    ],
    ['answers another code', (_, answer) => (answer.ok === 0 ? { ...answer, code: 1234 } : answer), /1234/],
  ];

  it.each(faulty)(
    'sees a server that %s, and tells the shortest way to it',
    { timeout: 600_000 },
    async (_, damage, seen) => {
      const server = await open(leftUri || process.env.TEST_MONGODB_URI || (await engine()), 'server');
      const found = await findDifference(server, damaged(server, damage), 200);
      expect(found, found).toMatch(seen);
      expect(
        found?.split('\n').filter((line) => line.startsWith('db.runCommand')).length,
      ).toBeLessThanOrEqual(4);
    },
  );
});

function lose(command: Doc, answer: Doc): Doc {
  const batch: Doc[] | undefined = answer.cursor?.firstBatch;
  if (!(command.find || command.aggregate) || !batch || batch.length < 2) return answer;
  return { ...answer, cursor: { ...answer.cursor, firstBatch: batch.slice(1) } };
}

function turn(command: Doc, answer: Doc): Doc {
  if (!command.find || !command.sort) return answer;
  return { ...answer, cursor: { ...answer.cursor, firstBatch: [...answer.cursor.firstBatch].reverse() } };
}
