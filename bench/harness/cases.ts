/** One of the things compared. `n` counts this subject's runs, so that every run can have a key of its own. */
export interface Subject<State, Answer> {
  name: string;
  setup(): State | Promise<State>;
  run(state: State, n: number): Answer | Promise<Answer>;
  teardown?(state: State): void | Promise<void>;
}

/** What every kind of case is described by. */
export interface Comparison<State, Answer> {
  name: string;
  /** The name of the subject that the others are compared with. */
  baseline: string;
  subjects: Subject<State, Answer>[];
  /** Whether an answer is right; may throw to say why not. Keep it cheap: it runs while the clock does. */
  verify(answer: Answer, n: number): boolean;
  roundMs?: number;
  warmUpMs?: number;
}

/** A figure taken once a round, and how the figures of all rounds become one. */
interface Column {
  title: string;
  overRounds(values: number[]): number;
}

export interface SubjectReport {
  name: string;
  /** One for each column. */
  figures: number[];
  /** Subject to baseline, round by round; null for the baseline itself. */
  ratio: Spread | null;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export interface Aim {
  text: string;
  isMetBy(report: SubjectReport): boolean;
}

/** One verified run of a subject. */
export type Call = () => Promise<void>;

/** A comparison together with its way of measuring. */
export interface Case extends Required<Comparison<unknown, unknown>> {
  columns: Column[];
  /** The column that ratios are taken of. */
  ratioColumn: number;
  aims: Aim[];
  measure(call: Call, durationMs: number): Promise<number[]>;
}

export interface BenchOptions {
  /** Whether the run is only a look: shorter rounds, and less data where a benchmark prepares some. */
  quick: boolean;
}
