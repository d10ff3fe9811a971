/** Finds by key, sorted pages, groups and full scans. */
import { type Case, type Subject, throughput } from '../harness.ts';
import {
  anyBelow,
  areBills,
  type Bill,
  billPipeline,
  billsOf,
  type Call,
  callIdOf,
  campaignFilter,
  campaignNumbers,
  pageOf,
  pageSize,
} from './calls.ts';
import { cannedNumbers } from './canned.ts';
import type { Contender, Field } from './contenders.ts';
import { type Calls, callsIn, loadedName } from './load.ts';
import { type Loaded, shown } from './writes.ts';

interface Answer {
  found: number[];
  expected: number[];
}

interface Lookup {
  canned: 'one' | 'page';
  numbers(n: number): number[];
  find(calls: Calls, n: number): Promise<Call[]>;
}

export function findCases(field: Field, small: Loaded, large: Loaded): Case[] {
  const byKey = (concurrency: number) =>
    lookup(
      field,
      large,
      `Find one of ${shown(large.there)} calls by a unique key, ${concurrency} in flight`,
      concurrency,
      {
        canned: 'one',
        numbers: (n) => [anyBelow(large.there, n)],
        find: (calls, n) =>
          calls.find({ callId: callIdOf(anyBelow(large.there, n)) }, { limit: 1 }).toArray(),
      },
    );
  const page = (loaded: Loaded) =>
    lookup(field, loaded, `Page of ${pageSize} by (tenant, time) among ${shown(loaded.there)} calls`, 1, {
      canned: 'page',
      numbers: (n) => pageOf(loaded.there, n).numbers,
      find(calls, n) {
        const { filter, sort } = pageOf(loaded.there, n);
        return calls.find(filter).sort(sort).limit(pageSize).toArray();
      },
    });
  return [byKey(1), byKey(64), page(small), page(large)];
}

function lookup(
  field: Field,
  loaded: Loaded,
  name: string,
  concurrency: number,
  { canned, numbers, find }: Lookup,
): Case {
  const subject = (
    contender: Contender,
    collection: string,
    expected: (n: number) => number[],
  ): Subject<Calls, Answer> => ({
    name: contender.name,
    setup: () => callsIn(contender, collection),
    run: async (calls, n) => ({ found: (await find(calls, n)).map((call) => call.n), expected: expected(n) }),
  });
  return throughput({
    name,
    baseline: field.baseline.name,
    subjects: [
      subject(field.baseline, canned, () => cannedNumbers[canned]),
      ...storing(field).map((contender) => subject(contender, loadedName(loaded.wanted), numbers)),
    ],
    verify: ({ found, expected }) =>
      found.length === expected.length && found.every((n, i) => n === expected[i]),
    concurrency,
    aim: { subject: 'embedded', minRatio: 0.5, beside: [{ subject: 'peer', minRatio: 1 }] },
  });
}

/** What has to look at every document: here the peer is the measure, where it is there. */
export function scanCases(field: Field, loaded: Loaded): Case[] {
  const bills = billsOf(loaded.there);
  const numbers = campaignNumbers(loaded.there);
  const common = {
    baseline: (field.peer ?? field.embedded).name,
    concurrency: 1,
    warmUpMs: 0,
    aim: { subject: 'embedded', ...(field.peer && { minRatio: 1 / 1.5 }) },
  };
  const subjects = <T>(run: (calls: Calls) => Promise<T>): Subject<Calls, T>[] =>
    storing(field)
      .reverse()
      .map((contender) => ({
        name: contender.name,
        setup: () => callsIn(contender, loadedName(loaded.wanted)),
        run,
      }));
  return [
    throughput({
      ...common,
      name: `$group over ${shown(loaded.there)} calls`,
      subjects: subjects(async (calls) => (await calls.aggregate(billPipeline).toArray()) as Bill[]),
      verify: (answer) => areBills(answer, bills),
    }),
    throughput({
      ...common,
      name: `Full scan of ${shown(loaded.there)} calls for ${numbers.length} of them`,
      subjects: subjects((calls) => calls.find(campaignFilter).toArray()),
      verify: (calls) => {
        const found = calls.map(({ n }) => n).sort((a, b) => a - b);
        return found.length === numbers.length && found.every((n, i) => n === numbers[i]);
      },
    }),
  ];
}

function storing({ embedded, peer }: Field): Contender[] {
  return peer ? [embedded, peer] : [embedded];
}
