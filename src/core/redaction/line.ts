/**
 * The same for a finished line of the log, which is JSON, and of which there are many: what says nothing by its form
 * alone (ten digits in a row, digits in words) is left, and most lines are done with after one look.
 */
import { findBirths } from './births.ts';
import type { Finding } from './finding.ts';
import { findIbans } from './ibans.ts';
import { findNumbers } from './numbers.ts';

/** Eleven digits and what may stand between them, the beginning of an account, or a word about a birth. */
const hint = /\d[\d .()/\u00a0-]{9}\d|[A-Z]{2}\d{2}[ -]?[A-Z0-9]{4}|[Bb]irth|[Bb]orn|[Dd]\.?[Oo]\.?[Bb]\b/;

/** Ids of jobs and of others' requests, whose digits now and then look like a card's. */
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

export function redactedNumbers(line: string, mask: (number: string) => string): string {
  if (!hint.test(line)) return line;
  const found: Finding[] = [];
  for (const finding of [...findIbans(line), ...findBirths(line), ...findNumbers(line, { bare: false })]) {
    const overlaps = found.some(({ start, end }) => finding.start < end && finding.end > start);
    if (!overlaps) found.push(finding);
  }
  const ids = [...line.matchAll(uuid)].map(({ 0: id, index }) => ({ start: index, end: index + id.length }));
  const isOfId = ({ start, end }: Finding) => ids.some((id) => id.start <= start && end <= id.end);
  found.sort((one, other) => one.start - other.start);
  const pieces: string[] = [];
  let at = 0;
  for (const finding of found) {
    if (isOfId(finding)) continue;
    const { type, start, end } = finding;
    const said = line.slice(start, end);
    pieces.push(line.slice(at, start), replacement(line, type, said, start, end, mask));
    at = end;
  }
  return [...pieces, line.slice(at)].join('');
}

/** What may stand in a number of JSON before a part of it, and after that part. */
const beginsNumber = /[:,[]-?(?:\d+\.|\d+(?:\.\d+)?[eE][+-]?)?$/;
const endsNumber = /^(?:\.\d+)?(?:[eE][+-]?\d+)?[,}\]]/;
const longestNumber = 30;

function replacement(
  line: string,
  type: Finding['type'],
  said: string,
  start: number,
  end: number,
  mask: (number: string) => string,
): string {
  // Where it is a number of JSON, or a part of one, only digits may stand in its place.
  if (
    /^\d+(?:\.\d+)?$/.test(said) &&
    beginsNumber.test(line.slice(Math.max(0, start - longestNumber), start)) &&
    endsNumber.test(line.slice(end, end + longestNumber))
  ) {
    return '0';
  }
  if (type === 'phone' && said.startsWith('+')) return mask(said);
  return `[${type}]`;
}
