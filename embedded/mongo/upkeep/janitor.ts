/** Work that nobody waits for: documents whose time is over, and the entries of what was dropped. */
import type { Engine } from '../engine.ts';
import type { Collection } from '../store/catalog.ts';
import { metaKey, numberKey, recordOfDocKey } from '../store/env.ts';
import type { Index } from '../store/indexes.ts';
import { remnants } from '../store/remnants.ts';
import { COMMITTED, type Task } from '../store/writer.ts';
import { after } from '../values/keys.ts';
import { remove } from '../write/remove.ts';

export interface Janitor {
  /** Removes what is left of dropped collections and indexes. */
  clear(): void;
  stop(): void;
}

export function startJanitor(engine: Engine, ttlEveryMs: number): Janitor {
  let stopped = false;
  let clearing = false;
  const failed = (what: string) => (error: unknown) => {
    if (!stopped) engine.log(`${what}: ${error instanceof Error ? error.message : error}`);
  };

  function clear(): void {
    if (clearing || stopped) return;
    clearing = true;
    engine.writer
      .run(
        clearRemnants(engine, () => stopped),
        false,
      )
      .catch(failed('removing what was dropped failed'))
      .finally(() => {
        clearing = false;
      });
  }

  function expire(): void {
    for (const collection of engine.catalog.collections()) {
      for (const index of collection.indexes) {
        if (index.building || typeof index.spec.expireAfterSeconds !== 'number') continue;
        engine.writer
          .run(expireOne(engine, collection, index), false)
          .catch(failed('removing expired documents failed'));
      }
    }
  }

  clear();
  const timer = setInterval(expire, ttlEveryMs);
  timer.unref();
  return {
    clear,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

function* expireOne(engine: Engine, collection: Collection, index: Index): Task<number> {
  const [field] = index.fields;
  const before = new Date(Date.now() - Number(index.spec.expireAfterSeconds) * 1000);
  const expired = { [field?.path as string]: { $lt: before } };
  const partial = index.spec.partialFilterExpression;
  const filter = partial ? { $and: [partial, expired] } : expired;
  const namespace = { database: collection.database, collection: collection.name };
  return yield* remove(engine, namespace, { query: { filter, hint: index.spec.name }, one: false }, {});
}

/** So many entries are gathered before the next chance for others. */
const CHUNK = 500;

function* clearRemnants(engine: Engine, stopped: () => boolean): Task<void> {
  for (;;) {
    const [number] = remnants(engine.env, 1);
    if (number === undefined) return;
    yield* clearRange(engine, number, stopped);
    if (stopped()) return;
    engine.writer.batch.setMeta(metaKey('g', number), undefined);
    // The next remnant is looked for in the file, where this one is gone only after the commit.
    yield COMMITTED;
  }
}

function* clearRange(engine: Engine, number: number, stopped: () => boolean): Task<void> {
  const range = { start: numberKey(number), end: after(numberKey(number)), limit: CHUNK };
  while (!stopped()) {
    const keys = [...engine.env.keys.getKeys(range)];
    const records = [...engine.env.docs.getKeys(range)].map(recordOfDocKey);
    if (keys.length + records.length === 0) return;
    for (const key of keys) engine.writer.batch.setEntry(key, undefined);
    for (const record of records) engine.writer.batch.eraseDocument(number, record);
    yield COMMITTED;
  }
}
