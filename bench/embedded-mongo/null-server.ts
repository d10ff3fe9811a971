/**
 * A server that stores nothing: it says just enough of MongoDB's protocol for the driver to go on, and answers
 * every find with the same documents. What the driver reaches on it is the most that it reaches on anything.
 */
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { serialize } from 'bson';
import { callOf } from './calls.ts';
import { cannedNumbers } from './canned.ts';

const { values } = parseArgs({ options: { socket: { type: 'string', default: '' } } });
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

function answerTo(request: Buffer): Buffer {
  const answer = Buffer.from(request.readInt32LE(12) === legacyQuery ? legacyHello : byCommand(request));
  answer.writeInt32LE(request.readInt32LE(4), 8);
  return answer;
}

/** By the name and the value of the first field of the body, which comes first in what the driver sends. */
function byCommand(request: Buffer): Buffer {
  const nameAt = headerSize + 4 + 1 + 4 + 1;
  const nameEnd = request.indexOf(0, nameAt);
  const name = request.toString('latin1', nameAt, nameEnd);
  if (name !== 'find') return answers.get(name) ?? fine;
  const collectionAt = nameEnd + 5;
  return (
    answers.get(`find ${request.toString('latin1', collectionAt, request.indexOf(0, collectionAt))}`) ?? fine
  );
}

const server = createServer((socket) => {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= headerSize && pending.length >= pending.readInt32LE(0)) {
      socket.write(answerTo(pending));
      pending = pending.subarray(pending.readInt32LE(0));
    }
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
