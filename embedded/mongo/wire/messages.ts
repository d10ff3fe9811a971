/** MongoDB's messages as bytes: taking requests apart, putting answers together. */
import { MongoError } from '../errors.ts';
import { type Doc, decode, decodeCommand, encode } from '../values/bson.ts';

export const MAX_MESSAGE = 48_000_000;
const HEADER = 16;

const Opcode = { reply: 1, query: 2004, message: 2013 } as const;

const Flag = { checksum: 1, moreToCome: 2 } as const;
/** The lower sixteen flags must be understood; only two of them exist. */
const REQUIRED_FLAGS = 0xffff;

/** The connection cannot go on: what came is not MongoDB's protocol. */
class ProtocolError extends Error {}

export interface RequestMessage {
  readonly id: number;
  /** The legacy handshake is answered in its own form. */
  readonly legacy: boolean;
  /** The client does not wait for an answer. */
  readonly silent: boolean;
  readonly body: Doc;
  /** Documents that are stored or worked through as they came: insert's, update's and delete's. */
  readonly documents: readonly Buffer[] | undefined;
  /** Why the body was not read, and is empty: it is answered, and the connection goes on. */
  readonly refused?: MongoError | undefined;
}

const RAW_ARRAYS = new Set(['documents', 'updates', 'deletes']);

/** Cuts a stream of bytes into messages. */
export class Splitter {
  private chunks: Buffer[] = [];
  private size = 0;

  /** The whole messages that are there after this chunk. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size >= 4) {
      const length = this.peek();
      if (length < HEADER || length > MAX_MESSAGE) throw new ProtocolError(`a message of ${length} bytes`);
      if (this.size < length) return;
      yield this.take(length);
    }
  }

  private peek(): number {
    const [first] = this.chunks;
    if (first && first.length >= 4) return first.readInt32LE(0);
    this.chunks = [Buffer.concat(this.chunks)];
    return (this.chunks[0] as Buffer).readInt32LE(0);
  }

  private take(length: number): Buffer {
    const first = this.chunks[0] as Buffer;
    const whole = first.length >= length ? first : Buffer.concat(this.chunks);
    const rest = whole.length > length ? [whole.subarray(length)] : [];
    this.chunks = first.length >= length ? [...rest, ...this.chunks.slice(1)] : rest;
    this.size -= length;
    return whole.subarray(0, length);
  }
}

export function parseMessage(frame: Buffer): RequestMessage {
  const opcode = frame.readInt32LE(12);
  if (opcode === Opcode.message) return parseOpMsg(frame);
  if (opcode === Opcode.query) return parseOpQuery(frame);
  throw new ProtocolError(`unknown message type ${opcode}`);
}

function parseOpMsg(frame: Buffer): RequestMessage {
  const flags = frame.readUInt32LE(HEADER);
  if (flags & REQUIRED_FLAGS & ~(Flag.checksum | Flag.moreToCome))
    throw new ProtocolError(`unknown flags ${flags}`);
  const end = frame.length - (flags & Flag.checksum ? 4 : 0);
  let body: Doc | undefined;
  let refused: MongoError | undefined;
  let documents: Buffer[] | undefined;
  let at = HEADER + 4;
  while (at < end) {
    const kind = frame.readUInt8(at);
    const size = frame.readInt32LE(at + 1);
    const stop = at + 1 + size;
    if (size < 5 || stop > end) throw new ProtocolError('a section ends beyond its message');
    if (kind === 0) {
      if (body) throw new ProtocolError('a message with two bodies');
      try {
        body = decodeCommand(frame.subarray(at + 1, stop), RAW_ARRAYS);
      } catch (error) {
        if (!(error instanceof MongoError)) throw error;
        body = {};
        refused = error;
      }
    } else if (kind === 1) documents = documentsOf(frame, at + 5, stop);
    else throw new ProtocolError(`unknown section kind ${kind}`);
    at = stop;
  }
  if (!body) throw new ProtocolError('a message without a body');
  for (const name of RAW_ARRAYS) {
    const given = body[name];
    if (!Array.isArray(given) || !given.every(Buffer.isBuffer)) continue;
    documents = given;
    delete body[name];
  }
  return {
    id: frame.readInt32LE(4),
    legacy: false,
    silent: (flags & Flag.moreToCome) !== 0,
    body,
    documents,
    refused,
  };
}

function documentsOf(frame: Buffer, start: number, end: number): Buffer[] {
  const documents: Buffer[] = [];
  let at = frame.indexOf(0, start) + 1;
  if (at === 0 || at > end) throw new ProtocolError('a document sequence without a name');
  while (at < end) {
    const size = frame.readInt32LE(at);
    if (size < 5 || at + size > end) throw new ProtocolError('a document ends beyond its section');
    documents.push(frame.subarray(at, at + size));
    at += size;
  }
  return documents;
}

/** Only the handshake still comes this way. */
function parseOpQuery(frame: Buffer): RequestMessage {
  const nameEnd = frame.indexOf(0, HEADER + 4);
  if (nameEnd < 0 || nameEnd + 9 > frame.length) throw new ProtocolError('a query without a collection');
  const namespace = frame.toString('utf8', HEADER + 4, nameEnd);
  const body = decode(frame.subarray(nameEnd + 9));
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('a legacy query');
  return {
    id: frame.readInt32LE(4),
    legacy: true,
    silent: false,
    body: { ...body, $db: namespace.slice(0, -'.$cmd'.length) },
    documents: undefined,
  };
}

let lastId = 0;

export function answer(request: Pick<RequestMessage, 'id' | 'legacy'>, body: Doc | Buffer): Buffer {
  const bson = Buffer.isBuffer(body) ? body : encode(body);
  const extra = request.legacy ? 20 : 5;
  const frame = Buffer.allocUnsafe(HEADER + extra + bson.length);
  lastId = (lastId + 1) | 0;
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(lastId, 4);
  frame.writeInt32LE(request.id, 8);
  frame.writeInt32LE(request.legacy ? Opcode.reply : Opcode.message, 12);
  frame.fill(0, HEADER, HEADER + extra);
  if (request.legacy) frame.writeInt32LE(1, HEADER + 16); // one document follows
  bson.copy(frame, HEADER + extra);
  return frame;
}
