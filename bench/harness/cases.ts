/** One of the things compared. `n` counts this subject's runs, so that every run can have a key of its own. */
export interface Subject<State, Answer> {
  name: string;
  setup(): State | Promise<State>;
  run(state: State, n: number): Answer | Promise<Answer>;
  teardown?(state: State): void | Promise<void>;
  /** Around each of its rounds, warm-up included: for what is to go on meanwhile. */
  beforeRound?(state: State): void | Promise<void>;
  afterRound?(state: State): void | Promise<void>;
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
  /** The same figures as each round gave them. */
  rounds: number[][];
  /** Subject to baseline, round by round; null for the baseline itself. */
  ratio: Spread | null;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export interface Aim {
  /** What is aimed at and whether this subject reached it; null where the aim is none for it. */
  judge(report: SubjectReport, all: SubjectReport[]): Verdict | null;
}

export interface Verdict {
  text: string;
  met: boolean;
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
  rounds: number;
  /** How long whatever is watched over time is watched, all rounds together. */
  minutes: number;
  /** Has something closed or removed when the run ends, however it ends; what was last comes first. */
  defer(cleanUp: () => void | Promise<void>): void;
}
