/** The tests behind $mod, $size, $type and the $bits operators, and the reading of their operands. */
import type { Binary } from 'bson';
import { MongoError } from '../errors.ts';
import { compareNumbers, isNumber, toExactInteger, toInteger, toNumber } from '../values/numbers.ts';
import { shellForm } from '../values/shell.ts';
import { missing, type Test } from './path.ts';
import { isTypeName, typeName, typeOfCode } from './type.ts';

export function modulo(operand: unknown): Test {
  if (!Array.isArray(operand)) throw new MongoError(2, 'malformed mod, needs to be an array');
  if (operand.length < 2) throw new MongoError(2, 'malformed mod, not enough elements');
  if (operand.length > 2) throw new MongoError(2, 'malformed mod, too many elements');
  const [divisor, remainder] = ['divisor', 'remainder'].map((name, i) => {
    if (!isNumber(operand[i])) throw new MongoError(2, `malformed mod, ${name} not a number`);
    const whole = toInteger(operand[i]);
    if (whole === undefined) {
      const reason = 'Unable to coerce NaN/Inf to integral type';
      throw new MongoError(2, `malformed mod, ${name} value is invalid :: caused by :: ${reason}`);
    }
    return whole;
  }) as [bigint, bigint];
  if (divisor === 0n) throw new MongoError(2, 'divisor cannot be 0');
  return (value) => {
    const whole = value === missing ? undefined : toInteger(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

export function ofSize(operand: unknown): Test {
  const fail = (reason: string) =>
    new MongoError(2, `Failed to parse $size. ${reason} $size: ${shellForm(operand)}`);
  if (!isNumber(operand)) throw fail('Expected a number in:');
  const size = toExactInteger(operand);
  if (size === undefined) throw fail('Expected an integer:');
  if (size < 0n) throw fail('Expected a non-negative number in:');
  return (value) => Array.isArray(value) && value.length === Number(size);
}

export function ofType(operand: unknown, path: string): Test {
  const names = new Set<string>();
  for (const type of Array.isArray(operand) ? operand : [operand]) {
    if (typeof type === 'string') {
      if (type !== 'number' && !isTypeName(type)) throw new MongoError(2, `Unknown type name alias: ${type}`);
      for (const name of type === 'number' ? ['int', 'long', 'double', 'decimal'] : [type]) names.add(name);
    } else if (isNumber(type)) {
      const name = typeOfCode(toNumber(type));
      const hint = toNumber(type) === 0 ? '. Instead use {$exists:false}.' : '';
      if (!name) throw new MongoError(2, `Invalid numerical type code: ${type}${hint}`);
      names.add(name);
    } else throw new MongoError(14, 'type must be represented as a number or a string');
  }
  if (names.size === 0) throw new MongoError(9, `${path} must match at least one type`);
  return (value) => value !== missing && names.has(typeName(value));
}

export type BitOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

export function withBits(operator: BitOperator, operand: unknown, path: string): Test {
  const positions = bitPositions(operator, operand, path);
  const set = operator.endsWith('Set');
  const all = operator.includes('All');
  return (value) => {
    if (value === missing) return false;
    const bit = isNumber(value)
      ? bitsOfNumber(value)
      : typeName(value) === 'binData'
        ? bitsOfBytes(bytesOf(value))
        : undefined;
    if (!bit) return false;
    const right = (position: number) => bit(position) === set;
    return all ? positions.every(right) : positions.some(right);
  };
}

function bitPositions(operator: string, operand: unknown, path: string): number[] {
  const context = `${operator}: ${shellForm(operand)}`;
  if (Array.isArray(operand)) {
    return operand.map((position: unknown, i) => {
      const whole = isNumber(position) ? toExactInteger(position) : undefined;
      if (whole === undefined)
        throw new MongoError(2, `bit positions must be an integer but got: ${i}: ${shellForm(position)}`);
      if (whole < 0n)
        throw new MongoError(2, `bit positions must be >= 0 but got: ${i}: ${shellForm(position)}`);
      if (compareNumbers(whole, 2 ** 31) >= 0) {
        throw new MongoError(
          2,
          `bit positions cannot be represented as a 32-bit signed integer: ${i}: ${shellForm(position)}`,
        );
      }
      return Number(whole);
    });
  }
  if (isNumber(operand)) {
    const mask = toExactInteger(operand);
    if (mask === undefined) throw new MongoError(9, `Expected an integer: ${context}`);
    if (mask < 0n) throw new MongoError(9, `Expected a non-negative number in: ${context}`);
    return setPositions(64, bitsOfNumber(mask) as Bits);
  }
  if (typeName(operand) !== 'binData') {
    throw new MongoError(2, `${path} takes an Array, a number, or a BinData but received: ${context}`);
  }
  const bytes = bytesOf(operand);
  return setPositions(bytes.length * 8, bitsOfBytes(bytes));
}

type Bits = (position: number) => boolean;

function setPositions(count: number, bit: Bits): number[] {
  return Array.from({ length: count }, (_, i) => i).filter(bit);
}

/** Of an integer in two's complement, whose sign goes on for ever; other numbers have no bits. */
function bitsOfNumber(value: unknown): Bits | undefined {
  const whole = toExactInteger(value);
  return whole === undefined
    ? undefined
    : (position) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}

function bitsOfBytes(bytes: Uint8Array): Bits {
  return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
}

function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const { buffer, position } = value as Binary;
  return buffer.subarray(0, position);
}
