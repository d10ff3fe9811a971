/** BSON as bytes: what can be known and changed about a document without decoding it. */
import { Binary } from 'bson';
import { refuseDeepAnswer, refuseDeepDocument } from './depth.ts';
import { ElementType, MalformedBson } from './elements.ts';

/** Throws where the bytes are no BSON document: what is stored can be decoded later. */
export function checkStructure(bytes: Buffer): void {
  check(bytes, refuseDeepDocument);
}

/** Throws where a document that was made here is too deep for an answer. */
export function checkAnswer(bytes: Buffer): Buffer {
  check(bytes, refuseDeepAnswer);
  return bytes;
}

type Refuse = (levels: number) => void;

function check(bytes: Buffer, refuse: Refuse): void {
  if (bytes.length < 5 || bytes.readInt32LE(0) !== bytes.length) {
    throw new MalformedBson('the length of a BSON document is not what it says');
  }
  try {
    if (new Walk(bytes, refuse).document(0, 1) !== bytes.length)
      throw new MalformedBson('a BSON document ends too early');
  } catch (error) {
    if (error instanceof RangeError) throw new MalformedBson('a BSON element ends beyond its document');
    throw error;
  }
}

/** The document with its `_id` as the first field; undefined where it has none. */
export function withIdFirst(bytes: Buffer): Buffer | undefined {
  const walk = new Walk(bytes, refuseDeepDocument);
  for (let at = 4; bytes[at] !== 0; ) {
    const end = walk.element(at, 1);
    if (bytes[at + 1] === 0x5f && bytes[at + 2] === 0x69 && bytes[at + 3] === 0x64 && bytes[at + 4] === 0) {
      if (at === 4) return bytes;
      const moved = Buffer.allocUnsafe(bytes.length);
      bytes.copy(moved, 0, 0, 4);
      bytes.copy(moved, 4, at, end);
      bytes.copy(moved, 4 + end - at, 4, at);
      bytes.copy(moved, end, end);
      return moved;
    }
    at = end;
  }
  return undefined;
}

class Walk {
  private readonly bytes: Buffer;
  private readonly refuse: Refuse;

  constructor(bytes: Buffer, refuse: Refuse) {
    this.bytes = bytes;
    this.refuse = refuse;
  }

  /** Where the document that starts here ends. */
  document(start: number, depth: number): number {
    const size = this.bytes.readInt32LE(start);
    // An empty document is no level of its own.
    if (size > 5) this.refuse(depth);
    const end = start + size;
    if (end < start + 5 || end > this.bytes.length)
      throw new MalformedBson('a BSON document ends beyond its bytes');
    let at = start + 4;
    while (at < end - 1) at = this.element(at, depth);
    if (at !== end - 1 || this.bytes[at] !== 0)
      throw new MalformedBson('a BSON document does not end where it says');
    return end;
  }

  /** Where the element that starts here ends. */
  element(start: number, depth: number): number {
    const type = this.bytes.readUInt8(start);
    const at = this.afterCstring(start + 1);
    switch (type) {
      case ElementType.double:
      case ElementType.long:
      case ElementType.date:
      case ElementType.timestamp:
        return at + 8;
      case ElementType.string:
      case ElementType.javascript:
      case ElementType.symbol:
        return this.afterString(at);
      case ElementType.object:
      case ElementType.array:
        return this.document(at, depth + 1);
      case ElementType.binData: {
        const size = this.bytes.readInt32LE(at);
        const least = this.bytes.readUInt8(at + 4) === Binary.SUBTYPE_BYTE_ARRAY ? 4 : 0; // which carries its length twice
        if (size < least) throw new MalformedBson(`a BSON binary of ${size} bytes`);
        return at + 5 + size;
      }
      case ElementType.objectId:
        return at + 12;
      case ElementType.bool:
        return at + 1;
      case ElementType.int:
        return at + 4;
      case ElementType.decimal:
        return at + 16;
      case ElementType.regex:
        return this.afterRegexOptions(this.afterCstring(at));
      case ElementType.dbPointer:
        return this.afterString(at) + 12;
      case ElementType.javascriptWithScope:
        return this.document(this.afterString(at + 4), depth + 1);
      case ElementType.undefined:
      case ElementType.null:
      case ElementType.minKey:
      case ElementType.maxKey:
        return at;
      default:
        throw new MalformedBson(`BSON type ${type} does not exist`);
    }
  }

  private afterCstring(start: number): number {
    const { bytes } = this;
    let at = start;
    while (bytes[at] !== 0) {
      if (at >= bytes.length) throw new MalformedBson('a BSON field name without an end');
      at += 1;
    }
    return at + 1;
  }

  private afterRegexOptions(start: number): number {
    const end = this.afterCstring(start);
    const options = this.bytes.toString('latin1', start, end - 1);
    if (!/^[ilmsux]*$/.test(options)) throw new MalformedBson(`the regular expression options '${options}'`);
    return end;
  }

  private afterString(at: number): number {
    const size = this.bytes.readInt32LE(at);
    const end = at + 4 + size;
    if (size < 1 || this.bytes.readUInt8(end - 1) !== 0)
      throw new MalformedBson('a BSON string without an end');
    return end;
  }
}
