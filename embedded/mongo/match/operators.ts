/** The conditions on one path: what stands beside a field's name in a filter. */
import type { BSONRegExp } from 'bson';
import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { compareNumbers, isNumber } from '../values/numbers.ts';
import { type BitOperator, modulo, ofSize, ofType, withBits } from './operands.ts';
import { at, compilePath, isDoc, type Leaf, type Matcher, missing, type Test } from './path.ts';
import { among, equalTo, isOperators, isRegex, matching, type Order, ordered } from './tests.ts';

/** A condition in two forms: on a document through its path, and on one value (inside $elemMatch). */
export interface Condition {
  onDoc: Matcher;
  onValue: Test;
}

/** Compiles the filter of $elemMatch, which knows of no $text and $expr. */
export type Subfilter = (filter: Doc) => Matcher;

export function conditions(path: string, operand: unknown, subfilter: Subfilter): Condition[] {
  if (isOperators(operand)) return operators(path, operand as Doc, subfilter);
  return [leafCondition(path, isRegex(operand) ? matching(operand) : equalTo(operand))];
}

export function every<Args extends unknown[]>(
  tests: ((...args: Args) => boolean)[],
): (...args: Args) => boolean {
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return (...args) => first(...args) && second(...args);
  return (...args) => {
    for (const test of tests) if (!test(...args)) return false;
    return true;
  };
}

/** What an expression's value counts as: null, missing, false and zero are false, all else is true. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === missing) return false;
  return !isNumber(value) || compareNumbers(value, 0) !== 0;
}

function leafCondition(path: string, test: Test, leaf: Leaf = 'elements'): Condition {
  return { onDoc: compilePath(path, test, leaf), onValue: test };
}

/** Nothing is said about `$` by what does not match. */
function negated({ onDoc, onValue }: Condition): Condition {
  return { onDoc: (doc) => !onDoc(doc), onValue: (value) => !onValue(value) };
}

function allOf(parts: Condition[]): Condition {
  return { onDoc: every(parts.map((part) => part.onDoc)), onValue: every(parts.map((part) => part.onValue)) };
}

function operators(path: string, operand: Doc, subfilter: Subfilter): Condition[] {
  return Object.entries(operand).flatMap(
    ([name, value]) => operator(path, name, value, operand, subfilter) ?? [],
  );
}

function operator(
  path: string,
  name: string,
  operand: unknown,
  beside: Doc,
  subfilter: Subfilter,
): Condition | undefined {
  const leaf = (test: Test) => leafCondition(path, test);
  switch (name) {
    case '$eq':
      return leaf(equalTo(operand));
    case '$ne':
      if (isRegex(operand)) throw new MongoError(2, "Can't have regex as arg to $ne.");
      return negated(leaf(equalTo(operand)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return leaf(ordered(name as Order, operand, path));
    case '$in':
      return leaf(among(name, operand));
    case '$nin':
      return negated(leaf(among(name, operand)));
    case '$not':
      return negated(notOperand(path, operand, subfilter));
    case '$exists': {
      const exists = leaf((value) => value !== missing);
      return isTruthy(operand) ? exists : negated(exists);
    }
    case '$type':
      return leaf(ofType(operand, path));
    case '$mod':
      return leaf(modulo(operand));
    case '$size':
      return leafCondition(path, ofSize(operand), 'whole');
    case '$regex':
      return leaf(matching(regexOperand(operand, beside)));
    case '$options':
      if (!('$regex' in beside)) throw new MongoError(2, '$options needs a $regex');
      return undefined;
    case '$all':
      return all(path, operand, subfilter);
    case '$elemMatch':
      return leafCondition(path, elemMatch(operand, subfilter), 'whole');
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return leaf(withBits(name as BitOperator, operand, path));
    case '$near':
    case '$nearSphere':
    case '$geoNear':
    case '$geoWithin':
    case '$within':
    case '$geoIntersects':
      throw new MongoError(238, `${name} is not supported by this server`);
    default:
      throw new MongoError(2, `unknown operator: ${name}`);
  }
}

function notOperand(path: string, operand: unknown, subfilter: Subfilter): Condition {
  if (isRegex(operand)) return leafCondition(path, matching(operand));
  if (!isDoc(operand)) throw new MongoError(2, '$not needs a regex or a document');
  if (Object.keys(operand).length === 0) throw new MongoError(2, '$not cannot be empty');
  return allOf(operators(path, operand, subfilter));
}

function regexOperand(pattern: unknown, { $options: options }: Doc): Partial<BSONRegExp> {
  if (options !== undefined && typeof options !== 'string')
    throw new MongoError(2, '$options has to be a string');
  const inner = isRegex(pattern) ? (pattern as BSONRegExp) : undefined;
  if (!inner && typeof pattern !== 'string') throw new MongoError(2, '$regex has to be a string');
  if (inner?.options && options !== undefined)
    throw new MongoError(51075, 'options set in both $regex and $options');
  const text = inner?.pattern ?? (pattern as string);
  return { _bsontype: 'BSONRegExp', pattern: text, options: options ?? inner?.options ?? '' };
}

function all(path: string, operand: unknown, subfilter: Subfilter): Condition {
  if (!Array.isArray(operand)) throw new MongoError(2, '$all needs an array');
  if (operand.length === 0) return { onDoc: () => false, onValue: () => false };
  const isElemMatch = (value: unknown) => isDoc(value) && Object.keys(value)[0] === '$elemMatch';
  const expected = isElemMatch(operand[0]);
  return allOf(
    operand.map((value: unknown) => {
      if (expected !== isElemMatch(value) && expected)
        throw new MongoError(2, '$all/$elemMatch has to be consistent');
      if (expected) return leafCondition(path, elemMatch((value as Doc).$elemMatch, subfilter), 'whole');
      if (isOperators(value)) throw new MongoError(2, 'no $ expressions in $all');
      return leafCondition(path, isRegex(value) ? matching(value) : equalTo(value));
    }),
  );
}

/** One element meets all conditions; conditions begin with an operator that is not a logical one, or name fields. */
function elemMatch(operand: unknown, subfilter: Subfilter): Test {
  if (!isDoc(operand)) throw new MongoError(2, '$elemMatch needs an Object');
  const [first = ''] = Object.keys(operand);
  const onValues = isOperators(operand, true) && !['$and', '$or', '$nor', '$where'].includes(first);
  const test = onValues
    ? every(operators('', operand, subfilter).map((part) => part.onValue))
    : onElement(subfilter(operand));
  return (value, position) => {
    if (!Array.isArray(value)) return false;
    for (let i = 0; i < value.length; i++) if (test(value[i])) return at(i, position);
    return false;
  };
}

/** An array within the array counts as a document whose fields are its indexes. */
function onElement(matcher: Matcher): Test {
  return (value) => (Array.isArray(value) ? matcher({ ...value } as Doc) : isDoc(value) && matcher(value));
}
