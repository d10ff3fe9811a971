/**
 * Takes out of a text what identifies people or opens doors, and puts its type there, so that the text still reads:
 * "call me at [phone]". Where what stood is kept as data. To do it again changes nothing, and it takes time in
 * proportion to the text, whatever the text is.
 */
import { findBirths } from './births.ts';
import { findEmails } from './emails.ts';
import { barrier, type Detector, type Finding, type Kind } from './finding.ts';
import { findIbans } from './ibans.ts';
import { findNumbers } from './numbers.ts';
import { findSecrets } from './secrets.ts';

export type { Kind } from './finding.ts';
export { redactedNumbers } from './line.ts';

export interface Redaction {
  readonly type: Kind;
  /** In the redacted text. */
  readonly start: number;
  readonly end: number;
  /** In the text as it was. */
  readonly original: { readonly start: number; readonly end: number };
}

export interface Redacted {
  readonly text: string;
  readonly redactions: readonly Redaction[];
}

/** Each sees what those before it have left. */
const detectors: readonly Detector[] = [
  findSecrets,
  findEmails,
  findIbans,
  findBirths,
  (text) => findNumbers(text, { bare: true }),
];

/** What was taken out may leave something else standing alone; more often than this, nobody but an adversary sees to. */
const maxRounds = 8;

export function redact(text: string): Redacted {
  const found = findAll(text);
  const redactions: Redaction[] = [];
  const pieces: string[] = [];
  let at = 0;
  let length = 0;
  const write = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (const { type, start, end } of found) {
    write(text.slice(at, start));
    const from = length;
    write(`[${type}]`);
    redactions.push({ type, start: from, end: length, original: { start, end } });
    at = end;
  }
  write(text.slice(at));
  return { text: pieces.join(''), redactions };
}

function findAll(text: string): Finding[] {
  const all: Finding[] = [];
  let rest = text;
  for (let round = 0; round < maxRounds; round += 1) {
    const before = all.length;
    for (const detect of detectors) {
      const found = detect(rest);
      all.push(...found);
      rest = blanked(rest, found);
    }
    if (all.length === before) break;
  }
  return all.sort((one, other) => one.start - other.start);
}

/** Of the same length, so that every place stays where it was. */
function blanked(text: string, found: readonly Finding[]): string {
  if (found.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of found) {
    pieces.push(text.slice(at, start), barrier.repeat(end - start));
    at = end;
  }
  return [...pieces, text.slice(at)].join('');
}
