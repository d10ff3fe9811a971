/** The tests of single values behind the comparing operators, each compiled for its operand. */
import { MongoError } from '../errors.ts';
import { compare, regexParts } from '../values/compare.ts';
import { compareNumbers, isNumber } from '../values/numbers.ts';
import { Rank, rankOf } from '../values/rank.ts';
import { isDoc, missing, type Test } from './path.ts';
import { compileRegex } from './regex.ts';

export const isRegex = (value: unknown): boolean => rankOf(value) === Rank.regex;

function refuseUndefined(operand: unknown): void {
  if (operand === undefined) throw new MongoError(2, 'cannot compare to undefined');
}

/** Equal in value and of one type family; null also stands for a field that is not there. */
export function equalTo(operand: unknown): Test {
  refuseUndefined(operand);
  if (operand === null) return (value) => value === null || value === missing;
  const rank = rankOf(operand);
  if (
    typeof operand === 'string' ||
    (typeof operand === 'number' && !Number.isNaN(operand)) ||
    typeof operand === 'boolean'
  ) {
    return (value) => {
      if (value === operand) return true;
      return typeof value === 'object' && rankOf(value) === rank && compare(value, operand) === 0;
    };
  }
  return (value) => value !== missing && rankOf(value) === rank && compare(value, operand) === 0;
}

export type Order = '$gt' | '$gte' | '$lt' | '$lte';

const accepts: Record<Order, (order: number) => boolean> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Ranges hold values of the operand's type only, except that MinKey and MaxKey are beside every other type. */
export function ordered(operator: Order, operand: unknown, path: string): Test {
  refuseUndefined(operand);
  if (isRegex(operand)) throw new MongoError(2, `Can't have RegEx as arg to predicate over field '${path}'.`);
  const rank = rankOf(operand);
  const accept = accepts[operator];
  const orEqual = operator.length === 4;
  if (operand === null) return (value) => orEqual && (value === null || value === missing);
  if (rank === Rank.minKey || rank === Rank.maxKey) {
    const others = operator.startsWith('$g') === (rank === Rank.minKey);
    return (value) => (value !== missing && rankOf(value) === rank ? orEqual : others);
  }
  if (rank === Rank.number) return orderedNumber(operator, operand, accept, orEqual);
  return (value) => value !== missing && rankOf(value) === rank && accept(compare(value, operand));
}

function orderedNumber(
  operator: Order,
  operand: unknown,
  accept: (order: number) => boolean,
  orEqual: boolean,
): Test {
  const notANumber = (value: unknown) => compareNumbers(value, Number.NaN) === 0;
  // NaN is in no range but the one that begins and ends with it.
  if (notANumber(operand)) return (value) => orEqual && isNumber(value) && notANumber(value);
  const others = (value: unknown) =>
    typeof value === 'object' &&
    isNumber(value) &&
    !notANumber(value) &&
    accept(compareNumbers(value, operand));
  if (typeof operand !== 'number') {
    return (value) =>
      typeof value === 'number'
        ? !Number.isNaN(value) && accept(compareNumbers(value, operand))
        : others(value);
  }
  switch (operator) {
    case '$gt':
      return (value) => (typeof value === 'number' ? value > operand : others(value));
    case '$gte':
      return (value) => (typeof value === 'number' ? value >= operand : others(value));
    case '$lt':
      return (value) => (typeof value === 'number' ? value < operand : others(value));
    default:
      return (value) => (typeof value === 'number' ? value <= operand : others(value));
  }
}

/** A pattern matches strings, and the stored regular expression that is the same. */
export function matching(operand: unknown): Test {
  const [pattern, options] = regexParts(operand);
  const regex = compileRegex(pattern, options);
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    if (typeof value !== 'object' || value === null) return false;
    if ((value as { _bsontype?: string })._bsontype === 'BSONSymbol') return regex.test(String(value));
    return isRegex(value) && compare(value, operand) === 0;
  };
}

/** Is it a document of operators? A complete DBRef, though it begins with $, is a value. */
export function isOperators(value: unknown, incompleteRef = false): boolean {
  if (!isDoc(value)) return false;
  const [first] = Object.keys(value);
  if (!first?.startsWith('$')) return false;
  const ref = '$ref' in value;
  const id = '$id' in value;
  return !(incompleteRef ? ref || id || '$db' in value : ref && id);
}

export function among(operator: string, operand: unknown): Test {
  if (!Array.isArray(operand)) throw new MongoError(2, `${operator} needs an array`);
  const regexes: Test[] = [];
  const simple = new Set<unknown>();
  const values: unknown[] = [];
  for (const value of operand) {
    if (isOperators(value)) throw new MongoError(2, `cannot nest $ under ${operator}`);
    if (value === undefined) throw new MongoError(2, 'InMatchExpression equality cannot be undefined');
    if (isRegex(value)) regexes.push(matching(value));
    else {
      values.push(value);
      if (typeof value === 'string' || typeof value === 'number') simple.add(value);
    }
  }
  values.sort(compare);
  const ranks = new Set(values.map(rankOf));
  const orMissing = simple.size < values.length && values.includes(null);
  return (value) => {
    if (value === missing) return orMissing;
    if (simple.has(value)) return true;
    if (ranks.has(rankOf(value)) && contains(values, value)) return true;
    return regexes.some((test) => test(value));
  };
}

function contains(sorted: unknown[], value: unknown): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(sorted[middle], value);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
