// The embedded MongoDB engine beside a server that stores nothing and, where TEST_MONGODB_URI names one, a real
// server: bench/README.md says what is measured and how.
import { openField } from './embedded-mongo/contenders.ts';
import { load } from './embedded-mongo/load.ts';
import { fileSizeCase, memoryCase, startUpCase } from './embedded-mongo/process-cases.ts';
import { findCases, scanCases } from './embedded-mongo/reads.ts';
import { insertCases, type Loaded, latencyCases, shown } from './embedded-mongo/writes.ts';
import type { BenchOptions, Case } from './harness.ts';

const full = { scanned: 100_000, small: 200_000, large: 1_000_000, loadMs: 600_000 };
const look = { scanned: 20_000, small: 20_000, large: 100_000, loadMs: 20_000 };

export default async function embeddedMongo(options: BenchOptions): Promise<Case[]> {
  const peerUri = process.env.TEST_MONGODB_URI;
  console.log(
    peerUri === undefined
      ? 'peer: not measured, for TEST_MONGODB_URI names no server'
      : 'peer: the server of TEST_MONGODB_URI. Its writes compare only where it is durable as well',
  );
  const field = openField(options, peerUri);
  const { scanned, small, large } = await loadAll(field, options);
  const hasProc = process.platform === 'linux';
  return [
    fileSizeCase(field),
    startUpCase(field, large),
    ...(hasProc ? [memoryCase(field, `at rest, ${shown(large.there)} calls in the file`)] : []),
    ...insertCases(field),
    ...findCases(field, small, large),
    ...scanCases(field, scanned),
    ...latencyCases(field, large, scanned),
    ...(hasProc ? [memoryCase(field, 'after all this')] : []),
  ];
}

async function loadAll({ embedded, peer }: ReturnType<typeof openField>, { quick }: BenchOptions) {
  const { scanned, small, large, loadMs } = quick ? look : full;
  const end = performance.now() + loadMs;
  const loaded = new Map<number, Loaded>();
  for (const wanted of [scanned, small, large]) {
    if (loaded.has(wanted)) continue;
    const started = performance.now();
    const there = await load(peer ? [embedded, peer] : [embedded], wanted, end - started);
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `loaded ${shown(there)} calls, ${shown(Math.round(there / seconds))} a second, ${there < wanted ? `not ${shown(wanted)}: this machine is too slow now` : `in ${Math.round(seconds)} s`}`,
    );
    loaded.set(wanted, { wanted, there });
  }
  const of = (wanted: number) => loaded.get(wanted) ?? { wanted, there: 0 };
  return { scanned: of(scanned), small: of(small), large: of(large) };
}
