/** The update operators that act on one value: what each makes of the value that stands at its path. */
import { Long, Timestamp } from 'bson';
import { MongoError } from '../errors.ts';
import { isDoc, missing } from '../match/path.ts';
import { typeName } from '../match/type.ts';
import type { Doc } from '../values/bson.ts';
import { compare, identical } from '../values/compare.ts';
import { add, isNumber, multiply, numberType, toLong } from '../values/numbers.ts';
import { shellForm } from '../values/shell.ts';

/** Says that the document stays as it is. */
export const unchanged: unique symbol = Symbol('unchanged');

/** Where a change is made, for messages. */
export interface Place {
  path: string;
  doc: Doc;
}

/** The new value for an old one: `missing` removes it, `unchanged` leaves it. */
type Change = (value: unknown, place: Place) => unknown;

export interface Operation {
  change: Change;
  /** What happens where the path does not exist: it is made, or nothing happens, even if it could not be made. */
  absent: 'create' | 'ignore' | 'ignoreAnyway';
  /** The operator is for documents that are being inserted. */
  insertOnly?: boolean;
}

/** Makes an operator's operation from its operand; `field` is the path as it was written. */
export type Operator = (operand: unknown, field: string, now: Date) => Operation;

export const idOf = ({ doc }: Place): string => ('_id' in doc ? `{_id: ${shellForm(doc._id)}}` : '{no id}');

const create = (change: Change): Operation => ({ change, absent: 'create' });

const set: Operator = (operand) => create((value) => (identical(value, operand) ? unchanged : operand));

/** $inc and $mul: a result of MongoDB's type, and an error where an int64 does not suffice. */
function arithmetic(
  name: string,
  verb: string,
  apply: typeof add,
  initial: (operand: unknown) => unknown,
): Operator {
  return (operand, field) => {
    if (!isNumber(operand)) {
      throw new MongoError(14, `Cannot ${verb} with non-numeric argument: {${field}: ${shellForm(operand)}}`);
    }
    return create((value, place) => {
      if (value === missing) return initial(operand);
      if (!isNumber(value)) {
        throw new MongoError(
          14,
          `Cannot apply ${name} to a value of non-numeric type. ${idOf(place)} has the field ` +
            `'${place.path.split('.').at(-1)}' of non-numeric type ${typeName(value)}`,
        );
      }
      const result = apply(value, operand, 'refuse');
      if (result === undefined) {
        const current = `(${typeName(value) === 'long' ? 'NumberLong' : 'NumberInt'})${value}`;
        throw new MongoError(
          2,
          `Failed to apply ${name} operations to current value (${current}) for document ${idOf(place)}`,
        );
      }
      // As in MongoDB 0 and -0 are one number here, and 1.50 and 1.5 are.
      return numberType(value) === numberType(result) && compare(value, result) === 0 ? unchanged : result;
    });
  };
}

function extreme(sign: number): Operator {
  return (operand) =>
    create((value) => (value === missing || compare(operand, value) * sign > 0 ? operand : unchanged));
}

let stamps = 0;

const currentDate: Operator = (operand, _field, now) => {
  const type = typeof operand === 'boolean' ? 'date' : isDoc(operand) ? operand.$type : undefined;
  if (typeof operand !== 'boolean') {
    if (!isDoc(operand)) {
      const hint = "Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).";
      throw new MongoError(2, `${typeName(operand)} is not valid type for $currentDate. ${hint}`);
    }
    const other = Object.keys(operand).find((name) => name !== '$type');
    if (other !== undefined) throw new MongoError(2, `Unrecognized $currentDate option: ${other}`);
    if (type !== 'date' && type !== 'timestamp') {
      const form = "{$currentDate: {field : {$type: 'date'}}}";
      throw new MongoError(2, `The '$type' string field is required to be 'date' or 'timestamp': ${form}`);
    }
  }
  const seconds = Math.floor(now.getTime() / 1000);
  stamps = (stamps + 1) % 0x7fffffff;
  const value = type === 'date' ? now : new Timestamp({ t: seconds, i: stamps });
  return create((old) => (identical(old, value) ? unchanged : value));
};

const bitwise: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const isInteger = (value: unknown): boolean => ['int', 'long'].includes(numberType(value) ?? '');

const bit: Operator = (operand) => {
  const form = '{$bit: {field: {and/or/xor: #}}';
  if (!isDoc(operand)) {
    const hint = `You must pass in an embedded document: ${form}`;
    throw new MongoError(2, `The $bit modifier is not compatible with a ${typeName(operand)}. ${hint}`);
  }
  const steps = Object.entries(operand).map(([name, argument]) => {
    const apply = Object.hasOwn(bitwise, name) ? bitwise[name] : undefined;
    const given = `{${name}: ${shellForm(argument)}}`;
    if (!apply) {
      const known = "The $bit modifier only supports 'and', 'or', and 'xor'";
      throw new MongoError(2, `${known}, not '${name}' which is an unknown operator: ${given}`);
    }
    if (!isInteger(argument)) {
      const what = `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(argument)}'`;
      throw new MongoError(2, `${what} is not supported here: ${given}`);
    }
    return { apply, argument };
  });
  if (steps.length === 0) {
    throw new MongoError(2, `You must pass in at least one bitwise operation. The format is: ${form}`);
  }
  return create((value, place) => {
    if (value !== missing && !isInteger(value)) {
      const field = `has the field ${place.path.split('.').at(-1)} of non-integer type ${typeName(value)}`;
      throw new MongoError(2, `Cannot apply $bit to a value of non-integral type.${idOf(place)} ${field}`);
    }
    const old = value === missing ? 0 : value;
    const result = steps.reduce((current, { apply, argument }) => {
      const bits = apply(toLong(current), toLong(argument));
      return numberType(current) === 'int' && numberType(argument) === 'int'
        ? Number(bits)
        : Long.fromBigInt(bits);
    }, old);
    return identical(value, result) ? unchanged : result;
  });
};

export const fieldOperators: Record<string, Operator> = {
  $set: set,
  $setOnInsert: (...args) => ({ ...set(...args), insertOnly: true }),
  $unset: () => ({ change: () => missing, absent: 'ignoreAnyway' }),
  $inc: arithmetic('$inc', 'increment', add, (operand) => operand),
  $mul: arithmetic('$mul', 'multiply', multiply, (operand) => multiply(0, operand)),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
};
