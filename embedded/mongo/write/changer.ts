/** Finds the documents of a statement and what they become: here where that is light, in a reading thread where not. */
import type { Engine } from '../engine.ts';
import type { Collection } from '../store/catalog.ts';
import type { Task } from '../store/writer.ts';
import { type Doc, encode } from '../values/bson.ts';
import { compileChange, isHeavyStatement, type Statement } from './change.ts';
import { changerElsewhere } from './elsewhere.ts';
import { findAll, findFirst, type Progress, recheck, refuseLate, type Target } from './target.ts';

/** Stores what becomes of a document: `after` is undefined where it stays as it is. */
export type Perform = (target: Target, after: { bytes: Buffer; doc: Doc } | undefined) => void;

export interface Changer {
  /** Refuses a wrong statement where there is nothing to find that out with. */
  check(): Task<void>;
  /** Was there one? */
  first(collection: Collection, perform: Perform): Task<boolean>;
  /** How many there were. */
  all(collection: Collection, perform: Perform): Task<number>;
  /** The document that an upsert inserts. */
  insert(): Task<Doc>;
}

export function changerFor(engine: Engine, statement: Statement, progress: Progress): Changer {
  return isHeavyStatement(statement)
    ? changerElsewhere(engine, statement, progress)
    : changerHere(engine, statement, progress);
}

function changerHere(engine: Engine, statement: Statement, progress: Progress): Changer {
  const { query } = statement;
  const { matches, apply, insert } = compileChange(statement);
  const performOn = (target: Target, perform: Perform) => {
    const doc = apply(target.doc);
    perform(target, doc && { doc, bytes: encode(doc) });
  };
  return {
    *check() {},
    *first(collection, perform) {
      const target = yield* findFirst(engine, collection, query, progress, matches);
      if (target) performOn(target, perform);
      return target !== undefined;
    },
    *all(collection, perform) {
      let done = 0;
      for (const record of yield* findAll(engine, collection, query, progress)) {
        refuseLate(progress);
        const target = recheck(engine, collection, record, matches);
        if (!target) continue;
        performOn(target, perform);
        done += 1;
        yield undefined;
      }
      return done;
    },
    *insert() {
      yield undefined;
      return insert();
    },
  };
}
