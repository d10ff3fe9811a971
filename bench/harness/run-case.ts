import { inspect } from 'node:util';
import type { Call, Case, Subject, SubjectReport } from './cases.ts';
import { spread } from './statistics.ts';

export interface RunOptions {
  rounds: number;
  quick: boolean;
}

interface Contender {
  name: string;
  call: Call;
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
    contenders.push({ name: subject.name, call: verifiedCall(bench, subject, state), rounds: [] });
  }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { call, rounds } of contenders) {
      // What the one before left behind is not this one's to clean up.
      globalThis.gc?.();
      await bench.measure(call, bench.warmUpMs / divisor);
      rounds.push(await bench.measure(call, bench.roundMs / divisor));
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

function report(bench: Case, contender: Contender, all: Contender[]): SubjectReport {
  const figures = bench.columns.map((column, index) => column.overRounds(figuresOf(contender, index)));
  if (contender.name === bench.baseline) return { name: contender.name, figures, ratio: null };
  const baseline = all.find(({ name }) => name === bench.baseline) ?? contender;
  const base = figuresOf(baseline, bench.ratioColumn);
  const ratios = figuresOf(contender, bench.ratioColumn).map(
    (own, round) => own / (base[round] ?? Number.NaN),
  );
  return { name: contender.name, figures, ratio: spread(ratios) };
}

function figuresOf({ rounds }: Contender, column: number): number[] {
  return rounds.map((figures) => figures[column] ?? Number.NaN);
}
