/** The update operators that act on arrays. */
import { MongoError } from '../errors.ts';
import { compileFilter } from '../match/filter.ts';
import { getPath, isDoc, missing } from '../match/path.ts';
import { isOperators, isRegex } from '../match/tests.ts';
import { typeName } from '../match/type.ts';
import type { Doc } from '../values/bson.ts';
import { compare, equal } from '../values/compare.ts';
import { compareNumbers, isNumber, toExactInteger, toNumber } from '../values/numbers.ts';
import { shellForm } from '../values/shell.ts';
import { idOf, type Operation, type Operator, unchanged } from './fields.ts';

type Comparison = (a: unknown, b: unknown) => number;

function each(name: string, operand: Doc, code: number): unknown[] {
  const { $each: values } = operand;
  if (Array.isArray(values)) return values;
  const what = `The argument to $each in ${name} must be an array but it was of type`;
  throw new MongoError(code, `${what}${code === 2 ? ':' : ''} ${typeName(values)}`);
}

function clause(operand: Doc, name: string, wrong: string): number | undefined {
  if (!(name in operand)) return undefined;
  const whole = isNumber(operand[name]) ? toExactInteger(operand[name]) : undefined;
  if (whole === undefined)
    throw new MongoError(
      2,
      `The value for ${name} must be an integer value${wrong}: ${typeName(operand[name])}`,
    );
  return Number(whole);
}

function direction(value: unknown): number {
  const number = isNumber(value) ? toNumber(value) : 0;
  if (Math.abs(number) !== 1) throw new MongoError(2, 'The $sort element value must be either 1 or -1');
  return number;
}

function sorting(pattern: unknown): Comparison {
  if (isNumber(pattern)) {
    const sign = direction(pattern);
    return (a, b) => sign * compare(a, b);
  }
  if (!isDoc(pattern)) {
    const hint = 'use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields';
    throw new MongoError(2, `The $sort is invalid: ${hint}`);
  }
  const fields = Object.entries(pattern).map(([path, value]) => {
    const sign = direction(value);
    if (path === '') throw new MongoError(2, 'The $sort field cannot be empty');
    if (path.split('.').includes(''))
      throw new MongoError(2, `The $sort field is a dotted field but has an empty part: ${path}`);
    return { path, sign };
  });
  if (fields.length === 0)
    throw new MongoError(2, 'The $sort pattern is empty when it should be a set of fields.');
  const keyOf = (value: unknown, path: string) => {
    const key = isDoc(value) ? getPath(value, path) : missing;
    return key === missing ? null : key;
  };
  return (a, b) => {
    for (const { path, sign } of fields) {
      const order = compare(keyOf(a, path), keyOf(b, path));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

const push: Operator = (operand) => {
  const clauses: Doc = isDoc(operand) && '$each' in operand ? operand : { $each: [operand] };
  const unknown = Object.keys(clauses).find(
    (name) => !['$each', '$slice', '$sort', '$position'].includes(name),
  );
  if (unknown !== undefined) throw new MongoError(2, `Unrecognized clause in $push: ${unknown}`);
  const values = each('$push', clauses, 2);
  const slice = clause(clauses, '$slice', ' but was given type');
  const position = clause(clauses, '$position', ', not of type');
  const comparison = '$sort' in clauses ? sorting(clauses.$sort) : undefined;
  return {
    absent: 'create',
    change: (value, place) => {
      if (value !== missing && !Array.isArray(value)) {
        const where = `must be an array but is of type ${typeName(value)} in document ${idOf(place)}`;
        throw new MongoError(2, `The field '${place.path}' ${where}`);
      }
      const old: unknown[] = value === missing ? [] : value;
      const array = [...old];
      if (position === undefined || position >= array.length) for (const item of values) array.push(item);
      else array.splice(position < 0 ? Math.max(0, array.length + position) : position, 0, ...values);
      if (comparison) array.sort(comparison);
      const kept = slice === undefined || Math.abs(slice) >= array.length ? array : cut(array, slice);
      // As in MongoDB a $sort counts as a change, whatever the order was before.
      const same = value !== missing && values.length === 0 && !comparison && kept.length === old.length;
      return same ? unchanged : kept;
    },
  };
};

const cut = (array: unknown[], slice: number): unknown[] =>
  slice >= 0 ? array.slice(0, slice) : array.slice(slice);

const addToSet: Operator = (operand) => {
  let values = [operand];
  if (isDoc(operand) && Object.keys(operand)[0] === '$each') {
    values = each('$addToSet', operand, 14);
    if (Object.keys(operand).length > 1) {
      throw new MongoError(2, `Found unexpected fields after $each in $addToSet: ${shellForm(operand)}`);
    }
  }
  return {
    absent: 'create',
    change: (value, { path }) => {
      if (value !== missing && !Array.isArray(value)) {
        const what = `Field named '${path.split('.').at(-1)}' has non-array type ${typeName(value)}`;
        throw new MongoError(2, `Cannot apply $addToSet to non-array field. ${what}`);
      }
      const array: unknown[] = value === missing ? [] : [...value];
      const before = array.length;
      for (const item of values) if (!array.some((present) => equal(present, item))) array.push(item);
      return value !== missing && array.length === before ? unchanged : array;
    },
  };
};

const pop: Operator = (operand, field) => {
  if (!isNumber(operand)) throw new MongoError(9, `Expected a number in: ${field}: ${shellForm(operand)}`);
  const last = compareNumbers(operand, 1) === 0;
  if (!last && compareNumbers(operand, -1) !== 0)
    throw new MongoError(9, `$pop expects 1 or -1, found: ${toNumber(operand)}`);
  return {
    absent: 'ignore',
    change: (value, { path }) => {
      if (!Array.isArray(value)) {
        throw new MongoError(14, `Path '${path}' contains an element of non-array type '${typeName(value)}'`);
      }
      if (value.length === 0) return unchanged;
      return last ? value.slice(0, -1) : value.slice(1);
    },
  };
};

function removing(matches: (element: unknown) => boolean): Operation {
  return {
    absent: 'ignore',
    change: (value) => {
      if (!Array.isArray(value)) throw new MongoError(2, 'Cannot apply $pull to a non-array value');
      const kept = value.filter((element) => !matches(element));
      return kept.length === value.length ? unchanged : kept;
    },
  };
}

const pull: Operator = (operand) => {
  const logical = isDoc(operand) && /^\$(and|or|nor)$/.test(Object.keys(operand)[0] ?? '');
  if ((isOperators(operand) && !logical) || isRegex(operand)) {
    const filter = compileFilter({ element: operand });
    return removing((element) => filter({ element }));
  }
  if (!isDoc(operand)) return removing((element) => equal(element, operand));
  const filter = compileFilter(operand);
  return removing((element) => isDoc(element) && filter(element));
};

const pullAll: Operator = (operand) => {
  if (!Array.isArray(operand)) {
    throw new MongoError(2, `$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  return removing((element) => operand.some((value) => equal(value, element)));
};

export const arrayOperators: Record<string, Operator> = {
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};
