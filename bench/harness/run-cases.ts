import type { Aim, Case, SubjectReport } from './cases.ts';
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
      options.print(table([header(bench), ...reports.map((report) => row(bench, report))]));
      const missed = reports.some((report) => aimsFor(bench, report).some((aim) => !aim.isMetBy(report)));
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

function row(bench: Case, report: SubjectReport): string[] {
  const { name, figures, ratio } = report;
  return [
    name,
    ...figures.map(short),
    ratio === null ? 'baseline' : ratio.median.toFixed(2),
    ratio === null ? '' : `${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}`,
    aimsFor(bench, report)
      .map((aim) => `${aim.isMetBy(report) ? '✓' : '✗'} ${aim.text}`)
      .join(', '),
  ];
}

/** An aim is set for what is compared with the baseline; a subject that stands alone has it itself. */
function aimsFor(bench: Case, { ratio }: SubjectReport): Aim[] {
  return ratio !== null || bench.subjects.length === 1 ? bench.aims : [];
}

function short(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString('en') : figure.toPrecision(3);
}
