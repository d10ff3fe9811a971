/**
 * BSON to canonical Extended JSON (version 2) and back, from bytes to text and from text to bytes. Nothing goes
 * through JavaScript objects, which would put fields named like numbers first; so every type, the order of the
 * fields and every bit survive. The rarer types are left to the `bson` package.
 */
import { deserialize, EJSON, Long, serialize } from 'bson';
import { ElementType } from '../values/elements.ts';

class NotRepresentable extends Error {}

/** The names that Extended JSON takes for itself when they stand first in an object. */
const WRAPPERS = new Set([
  '$binary',
  '$code',
  '$date',
  '$dbPointer',
  '$maxKey',
  '$minKey',
  '$numberDecimal',
  '$numberDouble',
  '$numberInt',
  '$numberLong',
  '$oid',
  '$regularExpression',
  '$symbol',
  '$timestamp',
  '$undefined',
]);

export function toExtended(bson: Buffer): string {
  return new Writer(bson).document(0);
}

class Writer {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  document(start: number, array = false): string {
    this.at = start + 4;
    const parts: string[] = [];
    for (let type = this.bytes[this.at++]; type; type = this.bytes[this.at++]) {
      const name = this.cstring();
      if (!array && parts.length === 0 && WRAPPERS.has(name)) {
        throw new NotRepresentable(
          `a document whose first field is ${name} has no form of its own in Extended JSON`,
        );
      }
      const value = this.value(type);
      parts.push(array ? value : `${JSON.stringify(name)}:${value}`);
    }
    return array ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
  }

  private cstring(): string {
    const end = this.bytes.indexOf(0, this.at);
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  private string(): string {
    const end = this.at + 4 + this.bytes.readInt32LE(this.at);
    const text = this.bytes.toString('utf8', this.at + 4, end - 1);
    this.at = end;
    return text;
  }

  private long(): string {
    this.at += 8;
    return JSON.stringify({ $numberLong: String(this.bytes.readBigInt64LE(this.at - 8)) });
  }

  private value(type: number): string {
    const { bytes, at } = this;
    switch (type) {
      case ElementType.object:
        return this.document(at);
      case ElementType.array:
        return this.document(at, true);
      case ElementType.string:
        return JSON.stringify(this.string());
      case ElementType.int:
        this.at += 4;
        return `{"$numberInt":"${bytes.readInt32LE(at)}"}`;
      case ElementType.long:
        return this.long();
      case ElementType.date:
        return `{"$date":${this.long()}}`;
      case ElementType.bool:
        this.at += 1;
        return bytes[at] === 1 ? 'true' : 'false';
      case ElementType.null:
        return 'null';
      case ElementType.undefined:
        return '{"$undefined":true}';
      case ElementType.regex:
        return JSON.stringify({ $regularExpression: { pattern: this.cstring(), options: this.cstring() } });
      case ElementType.dbPointer: {
        const $ref = this.string();
        this.at += 12;
        const $oid = bytes.toString('hex', this.at - 12, this.at);
        return JSON.stringify({ $dbPointer: { $ref, $id: { $oid } } });
      }
      case ElementType.javascriptWithScope: {
        this.at += 4;
        const code = JSON.stringify(this.string());
        return `{"$code":${code},"$scope":${this.document(this.at)}}`;
      }
      default:
        return this.rare(type);
    }
  }

  /** The package reads the value in a document of its own. */
  private rare(type: number): string {
    const size = this.sizeOf(type);
    const alone = Buffer.alloc(4 + 3 + size + 1);
    alone.writeInt32LE(alone.length, 0);
    alone[4] = type;
    alone.write('v', 5);
    this.bytes.copy(alone, 7, this.at, this.at + size);
    this.at += size;
    const { v } = deserialize(alone, { promoteValues: false, promoteBuffers: false });
    return EJSON.stringify(v, { relaxed: false });
  }

  private sizeOf(type: number): number {
    switch (type) {
      case ElementType.double:
      case ElementType.timestamp:
        return 8;
      case ElementType.decimal:
        return 16;
      case ElementType.objectId:
        return 12;
      case ElementType.binData:
        return 5 + this.bytes.readInt32LE(this.at);
      case ElementType.javascript:
      case ElementType.symbol:
        return 4 + this.bytes.readInt32LE(this.at);
      case ElementType.minKey:
      case ElementType.maxKey:
        return 0;
      default:
        throw new NotRepresentable(`BSON type ${type} does not exist`);
    }
  }
}

/** A parsed object whose names all start with a mark, so that JavaScript keeps their order. */
interface Marked {
  readonly [name: string]: unknown;
}

const MARK = '_';

export function fromExtended(json: string): Buffer {
  return documentOf(JSON.parse(markNames(json)) as Marked);
}

/** Puts the mark before every name: a string that a colon follows. */
function markNames(json: string): string {
  let marked = '';
  let from = 0;
  for (let start = json.indexOf('"'); start >= 0; start = json.indexOf('"', from)) {
    const end = endOfString(json, start);
    let next = end;
    while (/\s/.test(json[next] ?? '')) next += 1;
    marked += json.slice(from, start + 1);
    if (json[next] === ':') marked += MARK;
    marked += json.slice(start + 1, end);
    from = end;
  }
  return marked + json.slice(from);
}

function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end > 0; end = json.indexOf('"', end + 1)) {
    let escapes = end - 1;
    while (json[escapes] === '\\') escapes -= 1;
    if ((end - escapes) % 2 === 1) return end + 1;
  }
  throw new SyntaxError('a string without an end');
}

function documentOf(fields: Marked): Buffer {
  return framed(Object.entries(fields).map(([name, value]) => element(name.slice(MARK.length), value)));
}

function framed(elements: readonly Buffer[]): Buffer {
  const document = Buffer.concat([Buffer.alloc(4), ...elements, Buffer.alloc(1)]);
  document.writeInt32LE(document.length, 0);
  return document;
}

function element(name: string, value: unknown): Buffer {
  const { type, payload } = typed(value);
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), payload]);
}

interface Typed {
  readonly type: number;
  readonly payload: Buffer;
}

const NOTHING = Buffer.alloc(0);

function typed(value: unknown): Typed {
  if (Array.isArray(value)) {
    return { type: ElementType.array, payload: framed(value.map((each, i) => element(String(i), each))) };
  }
  if (typeof value !== 'object' || value === null) return byPackage(value);
  const fields = value as Marked;
  const [first] = Object.keys(fields);
  if (first === undefined || !WRAPPERS.has(first.slice(MARK.length))) {
    return { type: ElementType.object, payload: documentOf(fields) };
  }
  return wrapped(fields);
}

function wrapped(fields: Marked): Typed {
  const { _$undefined, _$date, _$regularExpression, _$dbPointer, _$code, _$scope } = fields;
  if (_$undefined !== undefined) return { type: ElementType.undefined, payload: NOTHING };
  if (typeof _$date === 'object') {
    const { _$numberLong } = _$date as { _$numberLong: string };
    return { type: ElementType.date, payload: Buffer.from(Long.fromString(_$numberLong).toBytesLE()) };
  }
  if (_$regularExpression) {
    const { _pattern, _options } = _$regularExpression as { _pattern: string; _options: string };
    return { type: ElementType.regex, payload: Buffer.from(`${_pattern}\0${_options}\0`) };
  }
  if (_$dbPointer) {
    const { _$ref, _$id } = _$dbPointer as { _$ref: string; _$id: { _$oid: string } };
    return {
      type: ElementType.dbPointer,
      payload: Buffer.concat([byPackage(_$ref).payload, Buffer.from(_$id._$oid, 'hex')]),
    };
  }
  if (_$scope) {
    const parts = [Buffer.alloc(4), byPackage(_$code).payload, documentOf(_$scope as Marked)];
    const payload = Buffer.concat(parts);
    payload.writeInt32LE(payload.length, 0);
    return { type: ElementType.javascriptWithScope, payload };
  }
  return byPackage(EJSON.deserialize(unmarked(fields) as object, { relaxed: false }));
}

function unmarked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.slice(MARK.length), unmarked(inner)]),
  );
}

/** The package writes the value in a document of its own, under an empty name. */
function byPackage(value: unknown): Typed {
  const alone = Buffer.from(serialize({ '': value }, { ignoreUndefined: false }));
  return { type: alone[4] as number, payload: alone.subarray(6, -1) };
}
