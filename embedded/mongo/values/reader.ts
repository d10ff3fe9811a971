/** BSON bytes to JavaScript values. What is read shares no memory with the bytes. */
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import type { Doc } from './bson.ts';
import { refuseDeepMessage } from './depth.ts';
import { asDouble } from './doubles.ts';
import { ElementType, MalformedBson } from './elements.ts';
import type { Selected, Selection } from './selection.ts';

/** How many bytes a value of a type takes; -1 where that is written in the value itself. */
const FIXED_SIZE = new Int8Array(256).fill(-1);
for (const [type, size] of [
  [ElementType.int, 4],
  [ElementType.double, 8],
  [ElementType.long, 8],
  [ElementType.date, 8],
  [ElementType.timestamp, 8],
  [ElementType.bool, 1],
  [ElementType.objectId, 12],
  [ElementType.decimal, 16],
  [ElementType.null, 0],
] as const)
  FIXED_SIZE[type] = size;

export class Reader {
  private readonly bytes: Buffer;
  private at = 0;
  /** How many documents and arrays the place that is read is in. Only a client's are limited: theirs start at 0. */
  private depth = -(2 ** 30);

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  command(raw?: ReadonlySet<string>): Doc {
    this.depth = 0;
    return this.document(0, raw);
  }

  /** The arrays named in `raw` are given as the bytes of their documents. */
  document(start: number, raw?: ReadonlySet<string>): Doc {
    const doc: Doc = {};
    const end = this.open(start);
    for (let type = this.type(); type !== 0; type = this.type()) {
      const name = this.cstring();
      if (raw?.has(name) && type === ElementType.array) doc[name] = this.slices();
      else assign(doc, name, this.value(type));
    }
    this.close(end);
    return doc;
  }

  /** Only what is selected. A scan does this most of its time: the other fields cost as little as they can. */
  selected(start: number, { byLength }: Selection): Doc {
    const { bytes } = this;
    const doc: Doc = {};
    const end = this.open(start);
    let at = this.at;
    for (;;) {
      const type = bytes[at++] as number;
      if (type === 0) break;
      const name = at;
      while (bytes[at] !== 0 && at < end) at += 1;
      const candidates = byLength[at - name];
      const field = candidates && nameAmong(candidates, bytes, name);
      at += 1;
      if (field) {
        if (field.among?.type === type && !isAmong(field.among.values, bytes, at)) return doc;
        this.at = at;
        assign(doc, field.name, this.selectedValue(type, field.inner));
        at = this.at;
      } else {
        const size = FIXED_SIZE[type] as number;
        if (size >= 0) at += size;
        else if (type === ElementType.string) at += 4 + bytes.readInt32LE(at);
        else if (type === ElementType.object || type === ElementType.array) at += bytes.readInt32LE(at);
        else at = this.after(type, at);
      }
      if (at < name || at >= end) throw new MalformedBson('a BSON element ends beyond its document');
    }
    this.at = at;
    this.close(end);
    return doc;
  }

  private selectedValue(type: number, inner: Selection | undefined): unknown {
    if (inner && type === ElementType.object) return this.selected(this.at, inner);
    if (inner && type === ElementType.array) return this.array(this.at, inner);
    return this.value(type);
  }

  private array(start: number, inner?: Selection): unknown[] {
    const values: unknown[] = [];
    const end = this.open(start);
    for (let type = this.type(); type !== 0; type = this.type()) {
      this.at = this.endOfCstring() + 1;
      // An array inside the array is one value: no path leads into it.
      values.push(inner && type === ElementType.object ? this.selected(this.at, inner) : this.value(type));
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
      if (type !== ElementType.object) {
        this.depth -= 1;
        return this.array(start);
      }
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
    this.depth += 1;
    refuseDeepMessage(this.depth);
    return end;
  }

  private close(end: number): void {
    if (this.at !== end) throw new MalformedBson('a BSON document does not end where it says');
    this.depth -= 1;
  }

  private type(): number {
    return this.bytes.readUInt8(this.at++);
  }

  private endOfCstring(): number {
    const { bytes } = this;
    let end = this.at;
    while (bytes[end] !== 0) {
      if (end >= bytes.length) throw new MalformedBson('a BSON field name without an end');
      end += 1;
    }
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

  private copied(size: number): Buffer {
    return Buffer.from(this.take(size));
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
        return new ObjectId(this.copied(12));
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
        return new Decimal128(this.copied(16));
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
        return new DBRef(collection, new ObjectId(this.copied(12)));
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
    if (subtype !== Binary.SUBTYPE_BYTE_ARRAY) return new Binary(this.copied(size), subtype);
    this.at += 4; // the old binary subtype carries its length twice
    return new Binary(this.copied(size - 4), subtype);
  }

  private after(type: number, at: number): number {
    this.at = at;
    this.value(type);
    return this.at;
  }
}

function nameAmong(candidates: readonly Selected[], bytes: Buffer, at: number): Selected | undefined {
  for (const candidate of candidates) if (isAt(candidate.bytes, bytes, at)) return candidate;
  return undefined;
}

function isAmong(values: readonly Buffer[], bytes: Buffer, at: number): boolean {
  for (const value of values) if (isAt(value, bytes, at)) return true;
  return false;
}

function isAt(expected: Buffer, bytes: Buffer, at: number): boolean {
  for (let i = 0; i < expected.length; i += 1) if (expected[i] !== bytes[at + i]) return false;
  return true;
}

function assign(doc: Doc, name: string, value: unknown): void {
  // A field named __proto__ is data, never the object's prototype.
  if (name === '__proto__')
    Object.defineProperty(doc, name, { value, enumerable: true, writable: true, configurable: true });
  else doc[name] = value;
}
