import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { deserialize, serialize } from 'bson';
import type { Doc } from './driver.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
export const OP_MSG = 2013;

export const checksumPresent = 1;
export const moreToCome = 2;

export interface Reply {
  responseTo: number;
  opcode: number;
  document: Doc;
}

export function frame(opcode: number, requestId: number, body: Buffer, length = 16 + body.length): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(opcode, 12);
  return Buffer.concat([header, body]);
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
};

/** A sequence of documents beside the command, as drivers send what they insert. */
function sequence(name: string, documents: Doc[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => serialize(document)),
  ]);
  return Buffer.concat([Buffer.from([1]), int32(content.length + 4), content]);
}

export interface MessageOptions {
  flags?: number;
  sequences?: Record<string, Doc[]>;
  /** The sequences in front of the command. */
  sequencesFirst?: boolean;
}

export function message(requestId: number, command: Doc, options: MessageOptions = {}): Buffer {
  const { flags = 0, sequences = {}, sequencesFirst = false } = options;
  const body = Buffer.concat([Buffer.from([0]), serialize(command)]);
  const more = Object.entries(sequences).map(([name, documents]) => sequence(name, documents));
  const sections = sequencesFirst ? [...more, body] : [body, ...more];
  const content = Buffer.concat([int32(flags), ...sections]);
  if (!(flags & checksumPresent)) return frame(OP_MSG, requestId, content);
  const framed = frame(OP_MSG, requestId, content, 16 + content.length + 4);
  return Buffer.concat([framed, int32(crc32c(framed))]);
}

/** The first message of older clients. */
export function legacyQuery(requestId: number, command: Doc): Buffer {
  const head = Buffer.concat([int32(0), Buffer.from('admin.$cmd\0'), int32(0), int32(-1)]);
  return frame(OP_QUERY, requestId, Buffer.concat([head, serialize(command)]));
}

function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc;
}

function parse(bytes: Buffer): Reply {
  const opcode = bytes.readInt32LE(12);
  const start = opcode === OP_REPLY ? 36 : 21;
  return { responseTo: bytes.readInt32LE(8), opcode, document: deserialize(bytes.subarray(start)) };
}

/** A connection of bare bytes to the server of a connection string. */
export class Wire {
  readonly socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  readonly #replies: Reply[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    // A server that closes in the middle of what is being sent resets the connection; that is no fault of it.
    socket.setMaxListeners(0); // every answer that is waited for listens
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      while (this.#received.length >= 16 && this.#received.length >= this.#received.readInt32LE(0)) {
        const length = this.#received.readInt32LE(0);
        this.#replies.push(parse(this.#received.subarray(0, length)));
        this.#received = this.#received.subarray(length);
      }
      socket.emit('reply');
    });
  }

  /** Sends bytes and waits until they have left this process, so that the next ones come by themselves. */
  async send(bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }

  async reply(): Promise<Reply> {
    while (this.#replies.length === 0) {
      if (this.socket.destroyed) throw new Error('The server closed the connection');
      await Promise.race([once(this.socket, 'reply'), once(this.socket, 'close')]);
    }
    return this.#replies.shift() as Reply;
  }

  get unread(): number {
    return this.#replies.length;
  }

  async ask(requestId: number, command: Doc, options?: MessageOptions): Promise<Reply> {
    await this.send(message(requestId, command, options));
    return this.reply();
  }

  async closed(): Promise<void> {
    if (!this.socket.destroyed) await once(this.socket, 'close');
  }

  destroy(): void {
    this.socket.destroy();
  }
}

export function addressOf(uri: string): { path: string } | { host: string; port: number } {
  const host = decodeURIComponent(/^mongodb:\/\/([^/?]*)/.exec(uri)?.[1] ?? '');
  if (host.startsWith('/')) return { path: host };
  const [name = '', port = '27017'] = host.split(':');
  return { host: name, port: Number(port) };
}

export async function wireTo(uri: string): Promise<Wire> {
  const socket = connect(addressOf(uri));
  await once(socket, 'connect');
  return new Wire(socket);
}
