/** A filter taken apart: what it asks of each path, as far as an index could help. */
import { BSONRegExp } from 'bson';
import type { Doc } from '../values/bson.ts';
import { regexParts } from '../values/compare.ts';
import { Rank, rankOf } from '../values/rank.ts';

export interface Predicate {
  readonly operator: string;
  readonly operand: unknown;
  /** From inside an $elemMatch: all predicates of one group hold for the same element. */
  readonly group: object | undefined;
}

export interface Predicates {
  readonly paths: ReadonlyMap<string, readonly Predicate[]>;
  /** The branches of each $or. */
  readonly alternatives: readonly (readonly Doc[])[];
  readonly text: Doc | undefined;
  /** Does the filter ask for more than the paths say? Then an index alone cannot answer it. */
  readonly more: boolean;
}

export function predicatesOf(filter: Doc): Predicates {
  const paths = new Map<string, Predicate[]>();
  const alternatives: Doc[][] = [];
  let text: Doc | undefined;
  let more = false;

  function add(path: string, predicate: Predicate): void {
    const list = paths.get(path);
    if (list) list.push(predicate);
    else paths.set(path, [predicate]);
  }

  function field(path: string, condition: unknown, group: object | undefined): void {
    if (!isOperators(condition)) {
      add(path, { operator: isRegex(condition) ? '$regex' : '$eq', operand: condition, group });
      return;
    }
    for (const [operator, operand] of Object.entries(condition)) {
      if (operator === '$elemMatch' && rankOf(operand) === Rank.object) {
        more = true;
        const inner = {};
        if (isOperators(operand)) field(path, operand, inner);
        else walk(operand as Doc, `${path}.`, inner);
      } else if (operator === '$options') {
        // goes with $regex
      } else if (operator === '$regex')
        add(path, { operator, operand: withOptions(operand, condition), group });
      else add(path, { operator, operand, group });
    }
  }

  function walk(part: Doc, prefix: string, group: object | undefined): void {
    for (const [name, condition] of Object.entries(part)) {
      if (name === '$and' && Array.isArray(condition)) {
        for (const each of condition) walk(each as Doc, prefix, group);
      } else if (name === '$or' && Array.isArray(condition) && prefix === '') {
        more = true;
        alternatives.push(condition as Doc[]);
      } else if (name === '$text' && prefix === '') text = condition as Doc;
      else if (name === '$comment') continue;
      else if (name.startsWith('$')) more = true;
      else field(prefix + name, condition, group);
    }
  }

  walk(filter, '', undefined);
  return { paths, alternatives, text, more };
}

export function isOperators(condition: unknown): condition is Doc {
  if (rankOf(condition) !== Rank.object) return false;
  const [first] = Object.keys(condition as Doc);
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first);
}

function isRegex(value: unknown): boolean {
  return rankOf(value) === Rank.regex;
}

function withOptions(regex: unknown, { $options }: Doc): BSONRegExp {
  const [pattern, own] = typeof regex === 'string' ? [regex, ''] : regexParts(regex);
  return new BSONRegExp(pattern, typeof $options === 'string' ? [...$options].sort().join('') : own);
}
