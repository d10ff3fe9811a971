import type { Case, SubjectReport, Verdict } from './cases.ts';
import { type RunOptions, runCase } from './run-case.ts';
import { table } from './table.ts';

interface Options extends RunOptions {
  /** Whether a missed aim fails the run, as a wrong answer always does. */
  strict: boolean;
  print(text: string): void;
}

/** Runs one case after the other and prints what came out. Returns whether all is well. */
export async function runCases(cases: Case[], options: Options): Promise<boolean> {
  let well = true;
  for (const bench of cases) {
    options.print(`\n${bench.name}`);
    try {
      const reports = await runCase(bench, options);
      const verdicts = reports.map((report) => verdictsOn(bench, report, reports));
      const rows = reports.map((report, i) => row(report, verdicts[i] ?? []));
      options.print(table([header(bench), ...rows]));
      const missed = verdicts.flat().some(({ met }) => !met);
      if (missed && options.strict) well = false;
    } catch (error) {
      options.print(`✗ ${error instanceof Error ? error.message : String(error)}`);
      well = false;
    }
  }
  return well;
}

function header(bench: Case): string[] {
  return ['', ...bench.columns.map(({ title }) => title), 'ratio', '(min–max)', 'aim'];
}

function row({ name, figures, ratio }: SubjectReport, verdicts: Verdict[]): string[] {
  return [
    name,
    ...figures.map(short),
    ratio === null ? 'baseline' : ratio.median.toFixed(2),
    ratio === null ? '' : `${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}`,
    verdicts.map(({ met, text }) => `${met ? '✓' : '✗'} ${text}`).join(', '),
  ];
}

/** An aim is set for what is compared with the baseline; a subject that stands alone has it itself. */
function verdictsOn({ aims, subjects }: Case, report: SubjectReport, all: SubjectReport[]): Verdict[] {
  if (report.ratio === null && subjects.length > 1) return [];
  return aims.map((aim) => aim.judge(report, all)).filter((verdict) => verdict !== null);
}

function short(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toPrecision(3);
}
