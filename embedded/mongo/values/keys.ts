/**
 * Values as bytes that sort like MongoDB's values.
 *
 * One value is its type's rank byte and a payload that ends by itself, so that several values can follow each
 * other in one key and byte order is MongoDB's order of the tuples. Equal numbers of different types have equal
 * bytes. A descending part is the same bytes inverted.
 */
import { Binary, type Code, type DBRef, Decimal128, Long, type ObjectId, type Timestamp } from 'bson';
import type { Doc } from './bson.ts';
import { regexParts } from './compare.ts';
import { readDecimal } from './decimal.ts';
import { Rank, rankOf } from './rank.ts';

const END = 0x00; // ends strings, objects and arrays; every other byte that may follow is greater
const ESCAPE = 0x01; // inside a string 00 is written 01 01 and 01 is written 01 02, so that no string begins another
const EXACT = 0x00;
const REMAINDER = 0x01;

/** Writes values one after the other into a buffer that grows and is used again. */
export class KeyWriter {
  private buffer = Buffer.allocUnsafeSlow(4096);
  private length = 0;

  reset(): this {
    this.length = 0;
    return this;
  }

  /** The bytes written since the reset, copied. */
  bytes(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }

  add(value: unknown, descending = false): this {
    const start = this.length;
    const rank = rankOf(value);
    this.byte(rank);
    this.payload(rank, value);
    if (descending) invert(this.buffer, start, this.length);
    return this;
  }

  private room(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.length + size));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  private byte(value: number): void {
    this.room(1);
    this.buffer[this.length++] = value;
  }

  private uint32(value: number): void {
    this.room(4);
    this.length = this.buffer.writeUInt32BE(value >>> 0, this.length);
  }

  raw(bytes: Uint8Array): this {
    this.room(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  private text(text: string): void {
    this.room(text.length * 3 + 1);
    const start = this.length;
    this.length += this.buffer.write(text, start, 'utf8');
    if (text.includes('\0') || text.includes('\x01')) {
      const written = Buffer.from(this.buffer.subarray(start, this.length));
      this.length = start;
      this.room(written.length * 2 + 1);
      for (const byte of written) {
        if (byte <= ESCAPE) this.buffer[this.length++] = ESCAPE;
        this.buffer[this.length++] = byte <= ESCAPE ? byte + 1 : byte;
      }
    }
    this.byte(END);
  }

  private payload(rank: number, value: unknown): void {
    switch (rank) {
      case Rank.number:
        this.number(value as number | bigint | Long | Decimal128);
        return;
      case Rank.string:
        this.text(String(value));
        return;
      case Rank.object:
        for (const [name, field] of Object.entries(value as Doc)) {
          const fieldRank = rankOf(field);
          this.byte(fieldRank);
          this.text(name);
          this.payload(fieldRank, field);
        }
        this.byte(END);
        return;
      case Rank.array:
        for (const element of value as unknown[]) {
          const elementRank = rankOf(element);
          this.byte(elementRank);
          this.payload(elementRank, element);
        }
        this.byte(END);
        return;
      case Rank.binData: {
        const binary = value instanceof Binary ? value : new Binary(value as Uint8Array);
        this.uint32(binary.length());
        this.byte(binary.sub_type);
        this.raw(binary.buffer.subarray(0, binary.length()));
        return;
      }
      case Rank.objectId:
        this.raw((value as ObjectId).id);
        return;
      case Rank.bool:
        this.byte(value ? 1 : 0);
        return;
      case Rank.date: {
        const ms = (value as Date).getTime();
        this.uint32(Math.floor(ms / 2 ** 32) + 2 ** 31);
        this.uint32(ms);
        return;
      }
      case Rank.timestamp:
        this.uint32((value as Timestamp).high);
        this.uint32((value as Timestamp).low);
        return;
      case Rank.regex: {
        const [pattern, options] = regexParts(value);
        this.text(pattern);
        this.text(options);
        return;
      }
      case Rank.code:
        this.text(String((value as Code).code));
        return;
      case Rank.codeWithScope:
        this.text(String((value as Code).code));
        this.payload(Rank.object, (value as Code).scope);
        return;
      case Rank.dbPointer:
        this.text((value as DBRef).collection);
        this.raw((value as DBRef).oid.id);
        return;
    }
  }

  /**
   * A number is the greatest double not above it, in an order-preserving form, and, where that double is not the
   * number itself, its decimal digits.
   */
  private number(value: number | bigint | Long | Decimal128 | { valueOf(): number }): void {
    if (value instanceof Decimal128) {
      const decimal = exactly(value);
      if (typeof decimal === 'number') {
        this.double(decimal);
        return;
      }
      this.floored(floorOfDecimal(value, decimal), decimal);
      return;
    }
    if (typeof value === 'bigint' || value instanceof Long) {
      const integer = typeof value === 'bigint' ? value : value.toBigInt();
      const near = Number(integer);
      if (Number.isSafeInteger(near)) {
        this.double(near);
        return;
      }
      const floor = BigInt(near) > integer ? nextBelow(near) : near;
      if (BigInt(floor) === integer) {
        this.double(floor);
        return;
      }
      this.floored(floor, { digits: integer, exponent: 0 });
      return;
    }
    this.double(Number(value));
  }

  private double(value: number): void {
    this.room(9);
    const at = this.length;
    if (Number.isNaN(value)) this.buffer.fill(0, at, at + 8);
    else {
      this.buffer.writeDoubleBE(value === 0 ? 0 : value, at);
      if (value < 0) invert(this.buffer, at, at + 8);
      else this.buffer[at] = (this.buffer[at] as number) | 0x80;
    }
    this.length = at + 8;
    this.byte(EXACT);
  }

  private floored(floor: number, exact: Exact): void {
    this.double(floor);
    const comparison = compareDecimalToDouble(exact, floor);
    if (comparison === 0) return;
    this.buffer[this.length - 1] = REMAINDER;
    this.room(17);
    const start = this.length;
    const magnitude = exact.digits < 0n ? -exact.digits : exact.digits;
    const text = magnitude.toString();
    this.length = this.buffer.writeUInt16BE(exact.exponent + text.length + 0x8000, start);
    const padded = BigInt(text.padEnd(34, '0')).toString(16).padStart(30, '0');
    this.length += this.buffer.write(padded, this.length, 'hex');
    if (exact.digits < 0n) invert(this.buffer, start, this.length);
  }
}

const writer = new KeyWriter();

/** One value's bytes. */
export function keyOf(value: unknown, descending = false): Buffer {
  return writer.reset().add(value, descending).bytes();
}

/** The smallest byte string that is greater than every string that starts with `prefix`. */
export function after(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let last = next.length - 1; last >= 0; last--) {
    const byte = next[last] as number;
    if (byte !== 0xff) {
      next[last] = byte + 1;
      return next.subarray(0, last + 1);
    }
  }
  return Buffer.alloc(prefix.length + 1, 0xff);
}

export function invert(bytes: Buffer, start: number, end: number): void {
  for (let i = start; i < end; i++) bytes[i] = ~(bytes[i] as number);
}

/** A finite number in decimal. */
interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

/** A decimal's digits and exponent, or the double that it is when it is not finite. */
function exactly(value: Decimal128): Exact | number {
  const { negative, coefficient, exponent, special } = readDecimal(value);
  if (special === 'nan') return Number.NaN;
  if (special === 'infinity') return negative ? -Infinity : Infinity;
  return { digits: negative ? -coefficient : coefficient, exponent };
}

function floorOfDecimal(value: Decimal128, decimal: Exact): number {
  const near = Number(value.toString());
  if (near === Infinity) return Number.MAX_VALUE;
  if (near === -Infinity) return near;
  return compareDecimalToDouble(decimal, near) < 0 ? nextBelow(near) : near;
}

function compareDecimalToDouble(decimal: Exact, double: number): number {
  if (double === Infinity) return -1;
  if (double === -Infinity) return 1;
  // The double is exactly mantissa × 2^power; both sides are brought to integers.
  let mantissa = double;
  let power = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2 ** 52;
    power -= 52;
  }
  let left = decimal.digits;
  let right = BigInt(mantissa);
  if (decimal.exponent >= 0) left *= 10n ** BigInt(decimal.exponent);
  else right *= 10n ** BigInt(-decimal.exponent);
  left <<= BigInt(-power);
  return left < right ? -1 : left > right ? 1 : 0;
}

const bits = new DataView(new ArrayBuffer(8));

function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}
