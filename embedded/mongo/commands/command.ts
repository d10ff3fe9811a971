import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { isDatabaseName } from '../write/collections.ts';
import { Fields } from './fields.ts';

export interface Command {
  readonly name: string;
  readonly database: string;
  readonly body: Doc;
  /** The documents, updates or deletes that came with it, as bytes. */
  readonly documents: readonly Buffer[] | undefined;
  readonly fields: Fields;
  readonly connection: number;
}

/** A command's answer: a document without `ok`, which is added, or a whole answer in BSON. */
export type Handler = (engine: Engine, command: Command) => Promise<Doc | Buffer> | Doc | Buffer;

export function parseCommand(body: Doc, documents: Command['documents'], connection: number): Command {
  const [name] = Object.keys(body);
  if (name === undefined) throw new MongoError(59, "no such command: ''");
  const database = body.$db;
  if (typeof database !== 'string')
    throw new MongoError(40414, "BSON field '$db' is missing but a required field");
  if (!isDatabaseName(database)) throw new MongoError(73, `Invalid database name: '${database}'`);
  if (body.startTransaction !== undefined || body.autocommit !== undefined || body.txnNumber !== undefined) {
    throw new MongoError(20, 'the embedded engine does not support transactions');
  }
  refuseReadConcern(body.readConcern);
  return { name, database, body, documents, fields: new Fields(name, body), connection };
}

/** What was written is there for everybody at once, so the levels that ask for that are all the same. */
const READ_CONCERNS = ['local', 'available', 'majority', 'linearizable'];

function refuseReadConcern(concern: unknown): void {
  const level = (concern as Doc | null | undefined)?.level;
  if (level === undefined || READ_CONCERNS.includes(String(level))) return;
  throw new MongoError(72, `the embedded engine does not support the read concern '${level}'`);
}

/** Must the write be on disk before it is answered? */
export function isDurable({ body }: Command): boolean {
  const concern = body.writeConcern as Doc | undefined;
  const w = concern?.w;
  if (w !== undefined && w !== 'majority' && Number(w) > 1) {
    throw new MongoError(2, "cannot use 'w' > 1 when a host is not replicated");
  }
  if (typeof w === 'string' && w !== 'majority') {
    throw new MongoError(
      2,
      `cannot use non-majority 'w' mode ${w} when a host is not a member of a replica set`,
    );
  }
  return w === 'majority' || concern?.j === true;
}
