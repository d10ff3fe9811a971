/**
 * A server that stores nothing: it says just enough of MongoDB's protocol for the driver to go on, and answers
 * every find with the same documents. What the driver reaches on it is the most that it reaches on anything.
 *
 * With --file it answers an insert only when what it was sent is in that file and on the disk, all that has come
 * meanwhile by one flush: what a durable store reaches at most.
 */
import { fdatasync, openSync, writev } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { serialize } from 'bson';
import { callOf } from './calls.ts';
import { cannedNumbers } from './canned.ts';

const { values } = parseArgs({
  options: { socket: { type: 'string', default: '' }, file: { type: 'string' } },
});
const file = values.file === undefined ? undefined : openSync(values.file, 'a');
const headerSize = 16;
const legacyQuery = 2004;
const message = 2013;

const hello = {
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
};
const answers = new Map<string, Buffer>([
  ['hello', frameOf(hello)],
  ['isMaster', frameOf(hello)],
  ['ismaster', frameOf(hello)],
  // One document at a time is all that is inserted here.
  ['insert', frameOf({ n: 1, ok: 1 })],
  ['find one', found('one')],
  ['find page', found('page')],
]);
const fine = frameOf({ ok: 1 });
const legacyHello = legacyFrameOf(hello);

function found(collection: 'one' | 'page'): Buffer {
  const firstBatch = cannedNumbers[collection].map(callOf);
  return frameOf({ cursor: { firstBatch, id: 0n, ns: `bench.${collection}` }, ok: 1 });
}

/** An answer but for the number of the message that it answers. */
function frameOf(answer: object): Buffer {
  const body = serialize(answer);
  const frame = Buffer.alloc(headerSize + 5 + body.length);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(message, 12);
  frame.set(body, headerSize + 5);
  return frame;
}

function legacyFrameOf(answer: object): Buffer {
  const body = serialize(answer);
  const frame = Buffer.alloc(headerSize + 20 + body.length);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(1, 12);
  frame.writeInt32LE(1, headerSize + 16);
  frame.set(body, headerSize + 20);
  return frame;
}

function answerTo(request: Buffer, command: string): Buffer {
  const answer = Buffer.from(command === '' ? legacyHello : (answers.get(command) ?? fine));
  answer.writeInt32LE(request.readInt32LE(4), 8);
  return answer;
}

/** The name of the first field of the body, which comes first in what the driver sends; a find's with its value. */
function commandOf(request: Buffer): string {
  if (request.readInt32LE(12) === legacyQuery) return '';
  const nameAt = headerSize + 4 + 1 + 4 + 1;
  const nameEnd = request.indexOf(0, nameAt);
  const name = request.toString('latin1', nameAt, nameEnd);
  if (name !== 'find') return name;
  const collectionAt = nameEnd + 5;
  return `find ${request.toString('latin1', collectionAt, request.indexOf(0, collectionAt))}`;
}

let unwritten: { request: Buffer; answer: () => void }[] = [];
let flushing = false;

function flush(fd: number): void {
  if (flushing || unwritten.length === 0) return;
  flushing = true;
  const group = unwritten;
  unwritten = [];
  const buffers = group.map(({ request }) => request);
  writev(fd, buffers, (failure) => {
    if (failure) throw failure;
    fdatasync(fd, (failure) => {
      if (failure) throw failure;
      for (const { answer } of group) answer();
      flushing = false;
      flush(fd);
    });
  });
}

const server = createServer((socket) => {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= headerSize && pending.length >= pending.readInt32LE(0)) {
      const size = pending.readInt32LE(0);
      const request = pending.subarray(0, size);
      pending = pending.subarray(size);
      const command = commandOf(request);
      const answer = () => void socket.write(answerTo(request, command));
      if (file !== undefined && command === 'insert') unwritten.push({ request, answer });
      else answer();
    }
    if (file !== undefined) flush(file);
  });
});
server.listen(values.socket, () => {
  console.log(`listening on mongodb://${encodeURIComponent(values.socket)}/`);
});
// Closed first, so that the socket is removed and its path free for the next one.
process.once('SIGTERM', () => {
  server.close();
  process.exit(0);
});
