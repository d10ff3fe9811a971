/**
 * BSON bytes to JavaScript values and back, without losing a number's type.
 *
 * The `bson` package decodes a double 5.0 and an int32 5 to the same number. A server must keep them apart, so
 * decoding is done here, by one rule that is the exact inverse of the package's encoder: a JavaScript number is
 * an int32 when it is integral and fits, a double otherwise; the rare double that looks like an int32 stays
 * wrapped in `Double`, int64 in `Long`, decimals in `Decimal128`. Decoding here also makes it possible to read
 * only the fields that a query asks for.
 *
 * Decoded binaries and object ids share memory with the bytes they came from.
 */
import {
  Binary,
  BSONError,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { MongoError } from '../errors.ts';

export interface Doc {
  [field: string]: unknown;
}

/** Every element type of bsonspec.org that a server meets, by its name in `$type`. */
export const ElementType = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: 255,
  maxKey: 127,
} as const;

export class MalformedBson extends Error {}

export function encode(doc: Doc): Buffer {
  // Buffer view over the package's Uint8Array: no copy.
  const bytes = serialized(doc);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function serialized(doc: Doc): Uint8Array {
  try {
    return serialize(doc, { ignoreUndefined: false });
  } catch (error) {
    if (error instanceof RangeError) throw new MongoError(10334, 'BSONObj size is invalid: more than 16 MB');
    if (error instanceof BSONError) throw new MongoError(22, error.message);
    throw error;
  }
}

/** Is this number stored as an int32? (The same rule as the package's encoder.) */
export function isInt32(n: number): boolean {
  return (n | 0) === n && !Object.is(n, -0);
}

/** The value whose encoding is a BSON double, also where the plain number would be encoded as an int32. */
export function asDouble(n: number): number | Double {
  return isInt32(n) ? new Double(n) : n;
}

/**
 * Decodes a whole document, or only its top-level fields named in `only`: a set that is not changed afterwards, as
 * what is made of it is kept for the next document.
 */
export function decode(bytes: Buffer, only?: ReadonlySet<string>, raw?: ReadonlySet<string>): Doc {
  if (bytes.length < 5) throw new MalformedBson('a BSON document has at least 5 bytes');
  const size = bytes.readInt32LE(0);
  if (size < 5 || size > bytes.length)
    throw new MalformedBson(`a BSON document of ${size} bytes in ${bytes.length}`);
  try {
    return new Reader(bytes).document(0, only, raw);
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedBson('a BSON element ends beyond its document');
    if (error instanceof BSONError) throw new MalformedBson(error.message);
    throw error;
  }
}

/**
 * Decodes a command's body. The documents in the arrays named in `raw` are not decoded but given as the bytes
 * that came, so that what is stored is what was sent.
 */
export function decodeCommand(bytes: Buffer, raw: ReadonlySet<string>): Doc {
  return decode(bytes, undefined, raw);
}

class Reader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  document(start: number, only?: ReadonlySet<string>, raw?: ReadonlySet<string>): Doc {
    const doc: Doc = {};
    const end = this.open(start);
    const wanted = only && wantedNames(only);
    for (let type = this.type(); type !== 0; type = this.type()) {
      const name = wanted ? this.nameAmong(wanted) : this.cstring();
      if (name === undefined) this.skip(type);
      else if (raw?.has(name) && type === ElementType.array) doc[name] = this.slices();
      else assign(doc, name, this.value(type));
    }
    this.close(end);
    return doc;
  }

  /** The field's name where it is wanted. The others' are stepped over without making strings of them. */
  private nameAmong(wanted: readonly WantedName[]): string | undefined {
    const { bytes } = this;
    const start = this.at;
    let end = start;
    while (bytes[end] !== 0) {
      if (end >= bytes.length) throw new MalformedBson('a BSON field name without an end');
      end += 1;
    }
    this.at = end + 1;
    for (const { name, bytes: expected } of wanted) {
      if (expected.length !== end - start || expected[0] !== bytes[start]) continue;
      let same = 1;
      while (same < expected.length && expected[same] === bytes[start + same]) same += 1;
      if (same >= expected.length) return name;
    }
    return undefined;
  }

  private array(start: number): unknown[] {
    const values: unknown[] = [];
    const end = this.open(start);
    for (let type = this.type(); type !== 0; type = this.type()) {
      this.at = this.endOfCstring() + 1;
      values.push(this.value(type));
    }
    this.close(end);
    return values;
  }

  /** The documents of an array, each as its bytes. */
  private slices(): unknown[] {
    const start = this.at;
    const slices: Buffer[] = [];
    const end = this.open(this.at);
    for (let type = this.type(); type !== 0; type = this.type()) {
      this.at = this.endOfCstring() + 1;
      if (type !== ElementType.object) return this.array(start);
      slices.push(this.take(this.bytes.readInt32LE(this.at)));
    }
    this.close(end);
    return slices;
  }

  private open(start: number): number {
    const end = start + this.bytes.readInt32LE(start);
    if (end < start + 5 || end > this.bytes.length)
      throw new MalformedBson('a BSON document ends beyond its bytes');
    this.at = start + 4;
    return end;
  }

  private close(end: number): void {
    if (this.at !== end) throw new MalformedBson('a BSON document does not end where it says');
  }

  private type(): number {
    return this.bytes.readUInt8(this.at++);
  }

  private endOfCstring(): number {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new MalformedBson('a BSON field name without an end');
    return end;
  }

  private cstring(): string {
    const { bytes } = this;
    const start = this.at;
    // Field names are short and nearly always ASCII: reading them by hand is faster than a call into the engine.
    let text = '';
    for (let i = start; i < start + 24; i++) {
      const byte = bytes[i];
      if (byte === 0) {
        this.at = i + 1;
        return text;
      }
      if (byte === undefined || byte > 127) break;
      text += String.fromCharCode(byte);
    }
    const end = this.endOfCstring();
    this.at = end + 1;
    return bytes.toString('utf8', start, end);
  }

  private string(): string {
    const size = this.bytes.readInt32LE(this.at);
    const start = this.at + 4;
    const end = start + size - 1;
    if (size < 1 || this.bytes.readUInt8(end) !== 0) throw new MalformedBson('a BSON string without an end');
    this.at = end + 1;
    return this.bytes.toString('utf8', start, end);
  }

  private take(size: number): Buffer {
    const start = this.at;
    this.at += size;
    if (size < 0 || this.at > this.bytes.length)
      throw new MalformedBson('a BSON value ends beyond its document');
    return this.bytes.subarray(start, this.at);
  }

  private value(type: number): unknown {
    const { bytes } = this;
    switch (type) {
      case ElementType.string:
        return this.string();
      case ElementType.int: {
        const value = bytes.readInt32LE(this.at);
        this.at += 4;
        return value;
      }
      case ElementType.double: {
        const value = bytes.readDoubleLE(this.at);
        this.at += 8;
        return asDouble(value);
      }
      case ElementType.long:
        return new Long(this.take(4).readInt32LE(0), this.take(4).readInt32LE(0));
      case ElementType.date: {
        const value = bytes.readBigInt64LE(this.at);
        this.at += 8;
        return new Date(Number(value));
      }
      case ElementType.objectId:
        return new ObjectId(this.take(12));
      case ElementType.bool:
        return this.type() === 1;
      case ElementType.null:
        return null;
      case ElementType.undefined:
        return undefined;
      case ElementType.object:
        return this.document(this.at);
      case ElementType.array:
        return this.array(this.at);
      case ElementType.decimal:
        return new Decimal128(Buffer.from(this.take(16)));
      case ElementType.binData:
        return this.binary();
      case ElementType.regex:
        return new BSONRegExp(this.cstring(), this.cstring());
      case ElementType.timestamp:
        return new Timestamp({ i: this.take(4).readUInt32LE(0), t: this.take(4).readUInt32LE(0) });
      case ElementType.javascript:
        return new Code(this.string());
      case ElementType.symbol:
        return new BSONSymbol(this.string());
      case ElementType.javascriptWithScope: {
        this.at += 4;
        const code = this.string();
        return new Code(code, this.document(this.at));
      }
      case ElementType.dbPointer: {
        const collection = this.string();
        return new DBRef(collection, new ObjectId(this.take(12)));
      }
      case ElementType.minKey:
        return new MinKey();
      case ElementType.maxKey:
        return new MaxKey();
      default:
        throw new MalformedBson(`BSON type ${type} does not exist`);
    }
  }

  private binary(): Binary {
    const size = this.bytes.readInt32LE(this.at);
    this.at += 4;
    const subtype = this.type();
    if (subtype !== Binary.SUBTYPE_BYTE_ARRAY) return new Binary(this.take(size), subtype);
    this.at += 4; // the old binary subtype carries its length twice
    return new Binary(this.take(size - 4), subtype);
  }

  private skip(type: number): void {
    switch (type) {
      case ElementType.int:
        this.at += 4;
        return;
      case ElementType.double:
      case ElementType.long:
      case ElementType.date:
      case ElementType.timestamp:
        this.at += 8;
        return;
      case ElementType.bool:
        this.at += 1;
        return;
      case ElementType.objectId:
        this.at += 12;
        return;
      case ElementType.decimal:
        this.at += 16;
        return;
      case ElementType.string:
        this.at += 4 + this.bytes.readInt32LE(this.at);
        return;
      case ElementType.object:
      case ElementType.array:
        this.at += this.bytes.readInt32LE(this.at);
        return;
      default:
        this.value(type);
    }
  }
}

interface WantedName {
  readonly name: string;
  readonly bytes: Buffer;
}

const wantedOf = new WeakMap<ReadonlySet<string>, WantedName[]>();

function wantedNames(only: ReadonlySet<string>): WantedName[] {
  let names = wantedOf.get(only);
  if (!names) {
    names = [...only].map((name) => ({ name, bytes: Buffer.from(name) }));
    wantedOf.set(only, names);
  }
  return names;
}

function assign(doc: Doc, name: string, value: unknown): void {
  // A field named __proto__ is data, never the object's prototype.
  if (name === '__proto__')
    Object.defineProperty(doc, name, { value, enumerable: true, writable: true, configurable: true });
  else doc[name] = value;
}
