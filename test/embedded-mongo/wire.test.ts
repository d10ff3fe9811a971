import { serialize } from 'bson';
import { afterEach, describe, expect, it } from 'vitest';
import { database } from '../helpers/mongo.ts';
import {
  checksumPresent,
  frame,
  legacyQuery,
  message,
  moreToCome,
  OP_MSG,
  type Wire,
  wireTo,
} from './support/wire.ts';

/** The wire byte by byte. These are promises of this engine: other servers close or answer in ways of their own. */
const mongo = await database();
const $db = mongo.name;
const ping = { ping: 1, $db: 'admin' };
const open: Wire[] = [];

async function wire(): Promise<Wire> {
  const connection = await wireTo(mongo.uri);
  open.push(connection);
  return connection;
}
afterEach(() => {
  for (const connection of open.splice(0)) connection.destroy();
});

describe.skipIf(mongo.kind !== 'embedded')('messages', () => {
  it('are answered under the number they came with', async () => {
    const connection = await wire();
    const reply = await connection.ask(77, ping);
    expect(reply).toMatchObject({ responseTo: 77, opcode: OP_MSG, document: { ok: 1 } });
  });

  it('may be split at any byte', async () => {
    const connection = await wire();
    const insert = { insert: 'split', $db, ordered: true };
    const bytes = message(1, insert, { sequences: { documents: [{ n: 1 }, { n: 2 }] } });
    for (let at = 1; at < bytes.length; at++) {
      await connection.send(bytes.subarray(0, at));
      expect(connection.unread).toBe(0);
      await connection.send(bytes.subarray(at));
      expect((await connection.reply()).document).toMatchObject({ n: 2, ok: 1 });
    }
    expect(await mongo.db.collection('split').countDocuments()).toBe(2 * (bytes.length - 1));
  });

  it('may come one byte at a time', async () => {
    const connection = await wire();
    for (const byte of message(5, ping)) await connection.send(Buffer.from([byte]));
    expect(await connection.reply()).toMatchObject({ responseTo: 5, document: { ok: 1 } });
  });

  it('may come together, whole or with the beginning of the next', async () => {
    const connection = await wire();
    const third = message(3, ping);
    await connection.send(Buffer.concat([message(1, ping), message(2, ping), third.subarray(0, 20)]));
    await connection.send(third.subarray(20));
    const replies = [await connection.reply(), await connection.reply(), await connection.reply()];
    expect(replies.map(({ responseTo }) => responseTo)).toEqual([1, 2, 3]);
  });

  it('are answered in order, though hundreds come at once', async () => {
    const connection = await wire();
    const insert = (n: number) => message(n, { insert: 'many', documents: [{ _id: n }], $db });
    await connection.send(Buffer.concat(Array.from({ length: 300 }, (_, n) => insert(n))));
    for (let n = 0; n < 300; n++) expect((await connection.reply()).responseTo).toBe(n);
    expect(await mongo.db.collection('many').countDocuments()).toBe(300);
  });

  it('may hold sequences of documents, before or behind the command', async () => {
    const connection = await wire();
    for (const sequencesFirst of [false, true]) {
      const documents = [{ sequencesFirst }, { sequencesFirst }, { sequencesFirst }];
      const reply = await connection.ask(
        1,
        { insert: 'kinds', $db },
        { sequences: { documents }, sequencesFirst },
      );
      expect(reply.document).toMatchObject({ n: 3, ok: 1 });
    }
    const update = { update: 'kinds', $db };
    const updates = [{ q: { sequencesFirst: true }, u: { $set: { a: 1 } }, multi: true }];
    expect((await connection.ask(2, update, { sequences: { updates } })).document).toMatchObject({
      n: 3,
      nModified: 3,
    });
    const deletes = [{ q: { a: 1 }, limit: 0 }];
    expect(
      (await connection.ask(3, { delete: 'kinds', $db }, { sequences: { deletes } })).document,
    ).toMatchObject({ n: 3 });
  });

  it('may carry a checksum', async () => {
    const connection = await wire();
    const insert = { insert: 'checked', $db };
    const options = { flags: checksumPresent, sequences: { documents: [{ _id: 1 }] } };
    expect((await connection.ask(1, insert, options)).document).toMatchObject({ n: 1, ok: 1 });
    expect((await connection.ask(2, ping)).responseTo).toBe(2);
  });

  it('with moreToCome are done and not answered, not even when they fail', async () => {
    const connection = await wire();
    const insert = { insert: 'silent', documents: [{ _id: 1 }], writeConcern: { w: 0 }, $db };
    for (let n = 1; n <= 10; n++) await connection.send(message(n, insert, { flags: moreToCome }));
    await connection.send(message(11, { noSuchCommand: 1, $db }, { flags: moreToCome }));
    expect(await connection.ask(12, { count: 'silent', $db })).toMatchObject({
      responseTo: 12,
      document: { n: 1 },
    });
    expect(connection.unread).toBe(0);
  });

  it('of the older form greet', async () => {
    const connection = await wire();
    for (const [n, name] of ['isMaster', 'ismaster', 'hello'].entries()) {
      await connection.send(legacyQuery(n, { [name]: 1, helloOk: true }));
      const reply = await connection.reply();
      expect(reply).toMatchObject({ responseTo: n, opcode: 1, document: { helloOk: true, ok: 1 } });
      expect(reply.document.ismaster ?? reply.document.isWritablePrimary).toBe(true);
    }
    expect((await connection.ask(9, ping)).document).toMatchObject({ ok: 1 });
  });

  it('with an unknown command are answered with an error, and the connection goes on', async () => {
    const connection = await wire();
    expect((await connection.ask(1, { noSuchCommand: 1, $db })).document).toMatchObject({ ok: 0, code: 59 });
    expect((await connection.ask(2, ping)).document).toMatchObject({ ok: 1 });
  });
});

describe.skipIf(mongo.kind !== 'embedded')('what is broken closes that connection, and no other', () => {
  const body = message(1, ping).subarray(16);
  const broken: [string, Buffer][] = [
    ['a length over 48 MB', frame(OP_MSG, 1, body, 48_000_001)],
    ['a length of 2 GB', frame(OP_MSG, 1, body, 0x7fffffff)],
    ['a negative length', frame(OP_MSG, 1, body, -1)],
    ['a length of 0', frame(OP_MSG, 1, body, 0)],
    ['a length below the header', frame(OP_MSG, 1, body, 15)],
    ['a header alone', frame(OP_MSG, 1, Buffer.alloc(0))],
    ['no section', frame(OP_MSG, 1, Buffer.alloc(4))],
    ['an unknown opcode', frame(9999, 1, body)],
    ['an opcode that is long gone', frame(2002, 1, body)],
    [
      'an unknown kind of section',
      frame(OP_MSG, 1, Buffer.concat([Buffer.alloc(4), Buffer.from([7]), body.subarray(5)])),
    ],
    ['a document longer than its message', damaged(body, 5, 0x7f)],
    ['a document of negative length', damaged(body, 8, 0xff)],
    ['a document with an unknown type', damaged(body, 9, 0x66)],
    ['a document without its end', damaged(body, body.length - 1, 1)],
    ['a regular expression with an option that there is not', withWrongRegex()],
    ['garbage', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ];

  it.each(broken)('%s', async (_, bytes) => {
    const [bad, good] = [await wire(), await wire()];
    expect((await bad.ask(1, ping)).document).toMatchObject({ ok: 1 });
    await bad.send(bytes).catch(() => undefined);
    await bad.closed();
    expect((await good.ask(2, ping)).document).toMatchObject({ ok: 1 });
    expect((await (await wire()).ask(3, ping)).document).toMatchObject({ ok: 1 });
  });

  it('a client that goes away in the middle of a message', async () => {
    const [bad, good] = [await wire(), await wire()];
    await bad.send(message(1, ping).subarray(0, 30));
    bad.destroy();
    expect((await good.ask(2, ping)).document).toMatchObject({ ok: 1 });
  });

  it('a half-sent message holds up nobody else', async () => {
    const [slow, good] = [await wire(), await wire()];
    const bytes = message(1, { insert: 'slow', documents: [{ text: 'x'.repeat(1_000_000) }], $db });
    await slow.send(bytes.subarray(0, 500_000));
    for (let n = 0; n < 50; n++) expect((await good.ask(n, ping)).responseTo).toBe(n);
    await slow.send(bytes.subarray(500_000));
    expect((await slow.reply()).document).toMatchObject({ n: 1, ok: 1 });
  });

  it('a client that reads nothing holds up nobody else', async () => {
    await mongo.db
      .collection('large')
      .insertMany(Array.from({ length: 40 }, () => ({ text: 'x'.repeat(100_000) })));
    const [deaf, good] = [await wire(), await wire()];
    deaf.socket.pause();
    for (let n = 0; n < 20; n++) await deaf.send(message(n, { find: 'large', $db }));
    for (let n = 0; n < 50; n++) expect((await good.ask(n, ping)).responseTo).toBe(n);
  });
});

function damaged(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return frame(OP_MSG, 1, copy);
}

function withWrongRegex(): Buffer {
  const command = Buffer.from(serialize({ find: 'c', $db: 'test' }));
  const regex = Buffer.from('\x0bcomment\0a\0q\0\0');
  const body = Buffer.concat([Buffer.alloc(5), command.subarray(0, -1), regex]);
  body.writeInt32LE(body.length - 5, 5);
  return frame(OP_MSG, 1, body);
}
