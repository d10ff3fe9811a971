import { inspect } from 'node:util';
import type { Call, Case, Subject, SubjectReport } from './cases.ts';
import { ratios } from './statistics.ts';

export interface RunOptions {
  rounds: number;
  quick: boolean;
}

interface Contender {
  name: string;
  call: Call;
  beforeRound(): void | Promise<void>;
  afterRound(): void | Promise<void>;
  /** What each round gave, one figure for each column. */
  rounds: number[][];
}

const fewestRounds = 5;
const quickDivisor = 5;

/**
 * Measures the subjects in turns (A B A B …), so that what changes on the machine meanwhile changes for
 * all of them, and compares within each round.
 */
export async function runCase(bench: Case, options: RunOptions): Promise<SubjectReport[]> {
  if (!(options.rounds >= fewestRounds))
    throw new Error(`a comparison takes at least ${fewestRounds} rounds`);
  if (!bench.subjects.some(({ name }) => name === bench.baseline)) {
    throw new Error(`the baseline "${bench.baseline}" is none of the subjects`);
  }
  const divisor = options.quick ? quickDivisor : 1;
  await using open = new AsyncDisposableStack();
  const contenders: Contender[] = [];
  for (const subject of bench.subjects) {
    const state = await subject.setup();
    open.defer(async () => subject.teardown?.(state));
    contenders.push({
      name: subject.name,
      call: verifiedCall(bench, subject, state),
      beforeRound: () => subject.beforeRound?.(state),
      afterRound: () => subject.afterRound?.(state),
      rounds: [],
    });
  }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { call, beforeRound, afterRound, rounds } of contenders) {
      // What the one before left behind is not this one's to clean up.
      globalThis.gc?.();
      await beforeRound();
      try {
        if (bench.warmUpMs > 0) await bench.measure(call, bench.warmUpMs / divisor);
        rounds.push(await bench.measure(call, bench.roundMs / divisor));
      } finally {
        await afterRound();
      }
    }
  }
  return contenders.map((contender) => report(bench, contender, contenders));
}

function verifiedCall(bench: Case, subject: Subject<unknown, unknown>, state: unknown): Call {
  let runs = 0;
  return async () => {
    const n = runs++;
    const answer = await subject.run(state, n);
    if (!bench.verify(answer, n)) {
      throw new Error(`${subject.name} gave a wrong answer in run ${n}: ${inspect(answer)}`);
    }
  };
}

function report(bench: Case, { name, rounds }: Contender, all: Contender[]): SubjectReport {
  const figures = bench.columns.map(({ overRounds }, column) =>
    overRounds(rounds.map((round) => round[column] ?? Number.NaN)),
  );
  const baseline = all.find((contender) => contender.name === bench.baseline);
  const isBaseline = name === bench.baseline || baseline === undefined;
  return {
    name,
    figures,
    rounds,
    ratio: isBaseline ? null : ratios({ rounds }, baseline, bench.ratioColumn),
  };
}
