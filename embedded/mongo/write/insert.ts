import { ObjectId } from 'bson';
import type { Engine } from '../engine.ts';
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import { indexedFields } from '../store/indexes.ts';
import { writeRecord } from '../store/records.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { checkStructure, withIdFirst } from '../values/bytes.ts';
import { Rank, rankOf } from '../values/rank.ts';

/** Inserts one document, as it came where it has its `_id` first. For use inside a writer's task. */
export function insertDocument(engine: Engine, collection: Collection, bytes: Buffer): void {
  checkStructure(bytes);
  const ordered = withIdFirst(bytes);
  if (ordered) store(engine, collection, decode(ordered, indexedFields(collection)), ordered);
  else {
    storeMade(engine, collection, withId(decode(bytes)));
  }
}

/** `_id` stands first, and there is always one. */
export function withId(doc: Doc): Doc {
  const { _id = new ObjectId(), ...rest } = doc;
  return { _id, ...rest };
}

/** A document that was made here may have become too deep. */
export function storeMade(engine: Engine, collection: Collection, doc: Doc): void {
  const bytes = encode(doc);
  checkStructure(bytes);
  store(engine, collection, doc, bytes);
}

function store(engine: Engine, collection: Collection, doc: Doc, bytes: Buffer): void {
  const rank = rankOf(doc._id);
  if (rank === Rank.array || rank === Rank.regex || rank === Rank.undefined) {
    const type = rank === Rank.array ? 'array' : rank === Rank.regex ? 'regex' : 'undefined';
    throw new MongoError(53, `The '_id' value cannot be of type ${type}`);
  }
  writeRecord(engine.writer.batch, collection, engine.numbers.next(), undefined, { doc, bytes });
}
