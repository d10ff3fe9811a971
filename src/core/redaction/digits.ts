/** Digits in a text, written or spoken one by one, in the groups that they are said in. */
export interface Group {
  readonly digits: string;
  readonly spoken: boolean;
  readonly start: number;
  readonly end: number;
  /** What stands between it and the one before; empty for the first of a run. */
  readonly gap: string;
}

/** Groups that may belong together. */
export type Run = readonly Group[];

const words: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  o: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
};

const word = Object.keys(words).join('|');
const group = new RegExp(
  String.raw`\d+|(?<![\p{L}\d_])(?:(?:(double|triple)[ -])?(${word})|hundred)(?![\p{L}\d_])`,
  'giu',
);
const gapOfWritten = /^[ \u00a0\t.()/\u2010-\u2015-]{1,3}$/;
const gapOfSpoken = /^[ \u00a0\t\r\n,.()/\u2010-\u2015-]{1,3}$/;

export function runsIn(text: string): Run[] {
  const runs: Group[][] = [];
  for (const match of text.matchAll(group)) {
    const { 0: said, index: start } = match;
    const digits = digitsOf(match);
    const end = start + said.length;
    const run = runs.at(-1);
    const last = run?.at(-1);
    const spoken = digits !== said;
    const gap = last === undefined || start - last.end > 3 ? '' : text.slice(last.end, start);
    const joins = (last?.spoken && spoken ? gapOfSpoken : gapOfWritten).test(gap);
    if (run !== undefined && joins) run.push({ digits, spoken, start, end, gap });
    // A hundred of nothing is no number.
    else if (said.toLowerCase() !== 'hundred') runs.push([{ digits, spoken, start, end, gap: '' }]);
  }
  return runs;
}

function digitsOf({ 0: said, 1: times, 2: digit }: RegExpExecArray): string {
  if (digit === undefined) return /\d/.test(said) ? said : '00';
  const one = words[digit.toLowerCase()] ?? '';
  return one.repeat({ double: 2, triple: 3 }[times?.toLowerCase() ?? ''] ?? 1);
}

/** Groups of a run from one on, with all their digits together. */
export interface Window {
  readonly groups: Run;
  readonly digits: string;
}

/** From the group at `from` on: every window of so many digits, shortest first. */
export function windowsAt(run: Run, from: number, minDigits: number, maxDigits: number): Window[] {
  const windows: Window[] = [];
  let digits = '';
  for (let to = from; to < run.length; to += 1) {
    digits += run[to]?.digits ?? '';
    if (digits.length > maxDigits) break;
    if (digits.length >= minDigits) windows.push({ groups: run.slice(from, to + 1), digits });
  }
  return windows;
}
