/**
 * BSON bytes to JavaScript values and back, without losing a number's type.
 *
 * The `bson` package decodes a double 5.0 and an int32 5 to the same number. A server must keep them apart, so
 * decoding is done here, by one rule that is the exact inverse of the package's encoder: a JavaScript number is
 * an int32 when it is integral and fits, a double otherwise; the rare double that looks like an int32 stays
 * wrapped in `Double`, int64 in `Long`, decimals in `Decimal128`. Decoding here also makes it possible to read
 * only the fields that a query asks for.
 *
 * What is decoded shares no memory with the bytes that it came from.
 */
import { BSONError, serialize } from 'bson';
import { MongoError } from '../errors.ts';
import { asNestingError } from './depth.ts';
import { MalformedBson } from './elements.ts';
import { Reader } from './reader.ts';
import type { Selection } from './selection.ts';

export interface Doc {
  [field: string]: unknown;
}

export function encode(doc: Doc): Buffer {
  // Buffer view over the package's Uint8Array: no copy.
  const bytes = serialized(doc);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function serialized(doc: Doc): Uint8Array {
  try {
    return serialize(doc, { ignoreUndefined: false });
  } catch (error) {
    const tooDeep = asNestingError(error);
    if (tooDeep) throw tooDeep;
    if (error instanceof RangeError) throw new MongoError(10334, 'BSONObj size is invalid: more than 16 MB');
    if (error instanceof BSONError) throw new MongoError(22, error.message);
    throw error;
  }
}

/** Decodes a whole document, or only a part of it. */
export function decode(bytes: Buffer, only?: Selection): Doc {
  return read(bytes, (reader) => (only ? reader.selected(0, only) : reader.document(0)));
}

/**
 * Decodes what a client asks for, where it is not nested too deep. The documents in the arrays named in `raw` are not
 * decoded but given as the bytes that came, so that what is stored is what was sent.
 */
export function decodeCommand(bytes: Buffer, raw?: ReadonlySet<string>): Doc {
  return read(bytes, (reader) => reader.command(raw));
}

function read(bytes: Buffer, use: (reader: Reader) => Doc): Doc {
  if (bytes.length < 5) throw new MalformedBson('a BSON document has at least 5 bytes');
  const size = bytes.readInt32LE(0);
  if (size < 5 || size > bytes.length)
    throw new MalformedBson(`a BSON document of ${size} bytes in ${bytes.length}`);
  try {
    return use(new Reader(bytes));
  } catch (error) {
    const tooDeep = asNestingError(error);
    if (tooDeep) throw tooDeep;
    if (error instanceof RangeError) throw new MalformedBson('a BSON element ends beyond its document');
    if (error instanceof BSONError) throw new MalformedBson(error.message);
    throw error;
  }
}
