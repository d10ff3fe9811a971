/** Phone numbers: international ones, those of North America, those that begin with a trunk's zero, and spoken ones. */
import { type Run, type Window, windowsAt } from './digits.ts';
import { between, isSaidBefore } from './finding.ts';

export interface PhoneOptions {
  /** Whether ten digits in a row may be a number: in what people say they are, in a log they may be anything. */
  readonly bare: boolean;
}

const northAmerican = /^1?[2-9]\d{2}[2-9]\d{6}$/;
const written = /^[ \u00a0.()/\u2010-\u2015-]{1,3}$/;
const anotherThing =
  /(?:\b(?:order|invoice|ticket|tracking|reference|ref|confirmation|case|item|sku|part|serial|model|policy|booking|reservation|id|code|account|batch|claim|po)\b|#)[\s:.#-]*(?:(?:number|no|nr|num|id|code|is|was|the)\b[\s:.#-]*){0,3}$/i;
const called = new RegExp(
  String.raw`\b(?:call|phone|number|tel|telephone|cell|mobile|dial|text|fax|reach)\b${between}{0,24}$`,
  'i',
);

export function phoneAt(run: Run, from: number, text: string, options: PhoneOptions): Window | undefined {
  const windows = windowsAt(run, from, 7, 17);
  const start = run[from]?.start ?? 0;
  if (windows.length === 0) return undefined;
  const plus = /(?:\+|\bplus) ?\(?$/i.test(text.slice(Math.max(0, start - 7), start));
  const candidates = plus ? international(windows) : national(windows, text, start);
  return candidates.find(
    (window) => isOneNumber(window.groups) && (plus || looksSaid(window, text, options)),
  );
}

/** In the order in which they are tried. */
function ofLength(windows: readonly Window[], ...lengths: number[]): Window[] {
  return lengths.flatMap((length) => windows.find(({ digits }) => digits.length === length) ?? []);
}

function international(windows: readonly Window[]): Window[] {
  const longest = ofLength(windows, 15, 14, 13, 12, 11, 10, 9, 8).filter(
    ({ digits }) => !digits.startsWith('0'),
  );
  // Where the length is known, what comes after it belongs to something else.
  return [...ofLength(windows, 11).filter(({ digits }) => digits.startsWith('1')), ...longest];
}

function national(windows: readonly Window[], text: string, start: number): Window[] {
  return [
    ...ofLength(windows, 11, 10).filter(
      ({ digits, groups }) => northAmerican.test(digits) && northAmericanGroups.test(lengthsOf(groups)),
    ),
    ...ofLength(windows, 17, 16, 15, 14, 13, 12, 11).filter(({ digits }) => /^00[1-9]/.test(digits)),
    ...ofLength(windows, 10, 11, 12, 9).filter(
      ({ digits, groups }) => /^0[1-9]/.test(digits) && !dateGroups.test(lengthsOf(groups)),
    ),
    ...ofLength(windows, 7).filter(
      ({ digits, groups }) => /^[2-9]/.test(digits) && groups.length > 1 && isSaidBefore(called, text, start),
    ),
  ];
}

/** Of what is spoken there is no telling. */
const northAmericanGroups = /^(?:.*s.*|1?,?3,3,4|1?,?3,7|1?,?6,4|4,3,4|1,10|1[01])$/;
const dateGroups = /^(?:2,2,4|4,2,2)/;

const lengthsOf = (groups: Run) =>
  groups.map(({ digits, spoken }) => `${spoken ? 's' : ''}${digits.length}`).join();

/** A point does not stand beside other gaps in one number, and no sentence ends within it. */
function isOneNumber(groups: Run): boolean {
  const gaps = groups.slice(1).map(({ gap }) => gap);
  if (groups.some(({ spoken }) => spoken)) return true;
  return gaps.every((gap) => written.test(gap)) && (gaps.every(isPoint) || !gaps.some(hasPoint));
}

const isPoint = (gap: string) => gap === '.';
const hasPoint = (gap: string) => gap.includes('.');

function looksSaid({ digits, groups }: Window, text: string, { bare }: PhoneOptions): boolean {
  const [first] = groups;
  if (first === undefined) return false;
  const spoken = groups.filter((group) => group.spoken).length;
  if (spoken > 0) return spoken >= 4;
  if (groups.length > 1) {
    return first.digits.length <= 6 && groups.slice(1).every((group) => group.digits.length >= 2);
  }
  return (
    bare &&
    digits.length >= 10 &&
    !/[\p{L}\d_$€£.-]$/u.test(text.slice(Math.max(0, first.start - 2), first.start)) &&
    !/^[\p{L}_%]/u.test(text.slice(first.end, first.end + 2)) &&
    !isSaidBefore(anotherThing, text, first.start)
  );
}
