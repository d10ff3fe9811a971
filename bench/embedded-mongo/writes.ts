/**
 * Acknowledged inserts, one after the other and many at a time, and how long they take while a big group runs, or another
 * client's writes of very many documents.
 */
import type { Case, Subject } from '../harness.ts';
import { latency, throughput } from '../harness.ts';
import { areBills, type Bill, billPipeline, billsOf, callOf } from './calls.ts';
import { type Contender, database, type Field } from './contenders.ts';
import { type Calls, callsIn, loadedName } from './load.ts';

interface Inserting {
  calls: Calls;
  acknowledged: number;
  meanwhile?: Meanwhile;
}

/** What goes on meanwhile; tells what it found once it was told to end. */
interface Meanwhile {
  end(): Promise<void>;
}

const durable = { writeConcern: { w: 1, journal: true } } as const;

export function insertCases({ baseline, flushing, embedded, peer }: Field): Case[] {
  const subjects = [baseline, flushing, embedded, peer].filter((contender) => contender !== undefined);
  const aim = {
    subject: 'embedded',
    minRatio: 0.5,
    beside: [
      { subject: flushing.name, minRatio: 0.5 },
      { subject: 'peer', minRatio: 1 },
    ],
  };
  return [1, 64].map((concurrency) =>
    throughput({
      name: `Acknowledged inserts of a 1.6 KB call, j: true, an index beside _id, ${concurrency} in flight`,
      baseline: baseline.name,
      subjects: subjects.map((contender) => inserting(contender, `inserts${concurrency}`)),
      verify: (acknowledged) => acknowledged,
      concurrency,
      aim,
    }),
  );
}

const ratePerSec = 200;

export function latencyCases({ baseline, embedded, peer }: Field, loaded: Loaded, changed: Loaded): Case[] {
  const others = [embedded, peer].filter((contender) => contender !== undefined);
  /** Not beside the baseline: it has nothing that could hold it up. */
  const beside = (meanwhile: (contender: Contender) => Promise<Meanwhile>) => [
    inserting(baseline, 'busy'),
    ...others.map((contender) => ({
      ...inserting(contender, 'busy'),
      async beforeRound(state: Inserting) {
        state.meanwhile = await meanwhile(contender);
      },
      afterRound: (state: Inserting) => state.meanwhile?.end(),
    })),
  ];
  const bills = billsOf(loaded.there);
  const common = {
    baseline: baseline.name,
    verify: (acknowledged: boolean) => acknowledged,
    ratePerSec,
    roundMs: 3000,
    aim: { subject: 'embedded', maxMs: 10, beside: [{ subject: 'peer', maxRatio: 1 }] },
  };
  return [
    latency({
      ...common,
      name: `Acknowledged inserts (j: true), ${ratePerSec} a second, while nothing else goes on`,
      subjects: [baseline, ...others].map((contender) => inserting(contender, 'quiet')),
    }),
    latency({
      ...common,
      name: `The same while a $group over ${shown(loaded.there)} calls runs`,
      subjects: beside(async (contender) =>
        grouping(await callsIn(contender, loadedName(loaded.wanted)), bills),
      ),
    }),
    latency({
      ...common,
      name: `The same while one command after the other changes ${shown(changed.there)} calls`,
      subjects: beside(async (contender) =>
        changing(await callsIn(contender, loadedName(changed.wanted)), changed.there),
      ),
    }),
  ];
}

/** How many calls a collection was to hold, and how many it does. */
export interface Loaded {
  wanted: number;
  there: number;
}

export const shown = (count: number) => count.toLocaleString('en');

function inserting(contender: Contender, name: string): Subject<Inserting, boolean> {
  const { stores } = contender;
  return {
    name: contender.name,
    async setup() {
      const calls = await callsIn(contender, name);
      if (stores) await calls.createIndex({ tenant: 1, time: -1 });
      return { calls, acknowledged: 0 };
    },
    async run(state, n) {
      const { acknowledged, insertedId } = await state.calls.insertOne(callOf(n), durable);
      state.acknowledged += 1;
      return acknowledged && insertedId !== undefined;
    },
    async teardown({ calls, acknowledged }) {
      if (!stores) return;
      const bills = (await calls.aggregate(billPipeline).toArray()) as Bill[];
      const right = areBills(
        bills,
        billsOf(acknowledged).filter((bill) => bill.calls > 0),
      );
      await calls.drop();
      if (!right)
        throw new Error(`${contender.name} does not hold the ${acknowledged} calls that it acknowledged`);
    },
  };
}

/** One group after the other, each verified. */
function grouping(calls: Calls, expected: Bill[]): Meanwhile {
  return untilTheEnd(async () => {
    const bills = (await calls.aggregate(billPipeline).toArray()) as Bill[];
    if (!areBills(bills, expected)) throw new Error(`the $group beside the writes in ${database} was wrong`);
  });
}

/** One change of all of them after the other, each verified. */
function changing(calls: Calls, there: number): Meanwhile {
  return untilTheEnd(async () => {
    const { modifiedCount } = await calls.updateMany({}, { $inc: { touched: 1 } } as object);
    if (modifiedCount !== there) throw new Error(`${modifiedCount} of ${there} calls in ${database} changed`);
  });
}

function untilTheEnd(work: () => Promise<void>): Meanwhile {
  let ended = false;
  const working = (async () => {
    do await work();
    while (!ended);
  })();
  working.catch(() => {});
  return {
    end() {
      ended = true;
      return working;
    },
  };
}
