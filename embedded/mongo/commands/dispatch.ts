/** Every command there is, by its name. */
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import { type Doc, encode } from '../values/bson.ts';
import { asNestingError } from '../values/depth.ts';
import { MalformedBson } from '../values/elements.ts';
import type { RequestMessage } from '../wire/messages.ts';
import { aggregate } from './aggregate.ts';
import * as collections from './collections.ts';
import { type Handler, parseCommand } from './command.ts';
import { count, distinct } from './count.ts';
import { explain } from './explain.ts';
import { find, getMore, killCursors } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import * as handshake from './handshake.ts';
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import * as sessions from './sessions.ts';
import { deletes, insert, updates } from './write.ts';

const handlers = new Map<string, Handler>([
  ['hello', handshake.hello],
  ['isMaster', handshake.hello],
  ['ismaster', handshake.hello],
  ['ping', handshake.ping],
  ['buildInfo', handshake.buildInfo],
  ['buildinfo', handshake.buildInfo],
  ['serverStatus', handshake.serverStatus],
  ['hostInfo', handshake.hostInfo],
  ['connectionStatus', handshake.connectionStatus],
  ['getParameter', handshake.getParameter],
  ['getLog', handshake.getLog],
  ['getCmdLineOpts', handshake.getCmdLineOpts],

  ['startSession', sessions.startSession],
  ['endSessions', sessions.endSessions],
  ['killSessions', sessions.endSessions],
  ['refreshSessions', sessions.refreshSessions],
  ['saslStart', sessions.noAuthentication],
  ['authenticate', sessions.noAuthentication],
  ['commitTransaction', sessions.noTransactions],
  ['abortTransaction', sessions.noTransactions],

  ['listDatabases', collections.listDatabases],
  ['listCollections', collections.listCollections],
  ['create', collections.create],
  ['drop', collections.drop],
  ['dropDatabase', collections.dropDatabase],
  ['renameCollection', collections.rename],
  ['collStats', collections.collStats],
  ['dbStats', collections.dbStats],

  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],

  ['insert', insert],
  ['update', updates],
  ['delete', deletes],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],

  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['aggregate', aggregate],
  ['count', count],
  ['distinct', distinct],
  ['explain', explain],
]);

/** Commands about the whole server are taken on the admin database only. */
const ADMINISTRATIVE = new Set([
  'listDatabases',
  'renameCollection',
  'hostInfo',
  'getParameter',
  'getLog',
  'getCmdLineOpts',
]);

/** What looks into the trees has to find there what was answered before. */
const READING = new Set(['find', 'getMore', 'aggregate', 'count', 'distinct', 'explain']);

/** The answer to a request: always one, also when something went wrong. */
export async function answerTo(
  engine: Engine,
  { body, documents, refused }: RequestMessage,
  connection: number,
): Promise<Buffer> {
  try {
    if (refused) throw refused;
    const command = parseCommand(body, documents, connection);
    const handler = handlers.get(command.name);
    if (!handler) throw new MongoError(59, `no such command: '${command.name}'`);
    if (ADMINISTRATIVE.has(command.name) && command.database !== 'admin') {
      throw new MongoError(13, `${command.name} may only be run against the admin database.`);
    }
    if (READING.has(command.name)) await engine.writer.visible;
    const answer = await handler(engine, command);
    return Buffer.isBuffer(answer) ? answer : encode({ ...answer, ok: 1 });
  } catch (error) {
    return encode(errorAnswer(engine, body, error));
  }
}

function errorAnswer(engine: Engine, body: Doc, error: unknown): Doc {
  const known = asMongoError(error);
  if (!known)
    engine.log(`${Object.keys(body)[0]} failed: ${error instanceof Error ? error.stack : String(error)}`);
  const { code, codeName, message, details } =
    known ?? new MongoError(1, 'internal error: the log of the server says more');
  return { ok: 0, errmsg: message, code, codeName, ...details };
}

function asMongoError(error: unknown): MongoError | undefined {
  if (error instanceof MongoError) return error;
  if (error instanceof MalformedBson) return new MongoError(22, error.message);
  return asNestingError(error);
}
