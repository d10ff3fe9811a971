/** Is a query one that may take long before its first document, or on a single one? Then it is a worker's from the start. */
import type { Doc } from '../values/bson.ts';
import { regexParts } from '../values/compare.ts';
import { Rank, rankOf } from '../values/rank.ts';

/** More values than this take longer to plan than a slice has. */
const MANY = 1000;

/** Operators whose work is not bounded by the size of the document. */
const UNBOUNDED = new Set(['$range', '$reduce', '$map', '$filter', '$zip', '$regexFindAll']);

/** Expressions whose pattern is an argument among others. */
const SEARCHES = new Set(['$regexMatch', '$regexFind']);

export function isHeavy(query: unknown): boolean {
  let left = MANY;

  function heavy(value: unknown): boolean {
    left -= 1;
    if (left < 0) return true;
    if (typeof value === 'string') return false;
    const rank = rankOf(value);
    if (rank === Rank.array) return (value as unknown[]).length > left || (value as unknown[]).some(heavy);
    if (rank === Rank.regex) return mayBacktrack(regexParts(value)[0]);
    if (rank !== Rank.object) return false;
    return Object.entries(value as Doc).some(
      ([name, inner]) =>
        UNBOUNDED.has(name) ||
        (name === '$regex' && mayBacktrack(String(inner))) ||
        (SEARCHES.has(name) && isPatternOpen(inner)) ||
        heavy(inner),
    );
  }

  return heavy(query);
}

/** A pattern that may take long, or that nobody knows yet because each document brings its own. */
function isPatternOpen(args: unknown): boolean {
  const { regex } = rankOf(args) === Rank.object ? (args as Doc) : {};
  if (typeof regex === 'string') return regex.startsWith('$') || mayBacktrack(regex);
  // A regular expression itself is seen by whoever goes through the arguments.
  return rankOf(regex) !== Rank.regex;
}

/** A repeated group, or two open repetitions: such patterns may take exponential or quadratic time. */
function mayBacktrack(pattern: string): boolean {
  return /\)[*+{]/.test(pattern) || (pattern.match(/[*+]|\{\d*,/g)?.length ?? 0) > 2;
}
