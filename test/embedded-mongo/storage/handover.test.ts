import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../../embedded/mongo/engine.ts';
import { Budget, PAUSED } from '../../../embedded/mongo/read/context.ts';
import { openFind } from '../../../embedded/mongo/read/find.ts';
import { type Doc, decode, encode } from '../../../embedded/mongo/values/bson.ts';
import { ensureCollection } from '../../../embedded/mongo/write/collections.ts';
import { indexSpec } from '../../../embedded/mongo/write/index-spec.ts';
import { buildIndex } from '../../../embedded/mongo/write/indexes.ts';
import { insertDocument } from '../../../embedded/mongo/write/insert.ts';

/** Reads a find in pieces of one document, each from the state that the piece before left. */
function readInPieces(engine: Engine, find: Doc, between: () => Promise<void>): Promise<unknown[]> {
  const query = { filter: {}, sort: {}, projection: {}, skip: 0, limit: 0, ...find };
  const collection = engine.catalog.find('db', 'c');
  if (!collection) throw new Error('the collection is not there');
  const read = async () => {
    const ids: unknown[] = [];
    let stream = openFind(engine.reading, collection, query);
    for (;;) {
      const next = stream.next(new Budget(60_000));
      if (next === undefined) return ids;
      if (next !== PAUSED) ids.push(decode(next)._id);
      stream.pause();
      const state = stream.handover();
      if (state === undefined || state === 'stay') throw new Error('this find is not one to hand over');
      if (ids.length === 3) await between();
      stream = openFind(engine.reading, collection, query, state);
    }
  };
  return read();
}

async function withEngine(work: (engine: Engine) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'trunkline-mongo-'));
  const engine = await openEngine({ dir, volatile: true });
  try {
    await engine.writer.once(() => {
      const collection = ensureCollection(engine, 'db', 'c');
      for (let i = 0; i < 20; i++) {
        insertDocument(engine, collection, encode({ _id: i, a: i % 5, b: 20 - i, tags: [i % 3, 7] }));
      }
    }, false);
    await work(engine);
  } finally {
    await engine.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const makeIndex = (engine: Engine, key: Doc) => async () => {
  const collection = ensureCollection(engine, 'db', 'c');
  await engine.writer.run(
    buildIndex(engine, collection, indexSpec({ key, name: Object.keys(key).join() })),
    false,
  );
};
const nothing = async () => {};

describe('a find that is handed over after every document', () => {
  it('tells each document once, in order, whatever way it goes', async () => {
    await withEngine(async (engine) => {
      await makeIndex(engine, { a: 1, b: -1 })();
      await makeIndex(engine, { tags: 1 })();
      expect(await readInPieces(engine, {}, nothing)).toEqual([...Array(20).keys()]);
      expect(await readInPieces(engine, { filter: { a: 2 }, sort: { b: 1 } }, nothing)).toEqual([
        17, 12, 7, 2,
      ]);
      expect(await readInPieces(engine, { sort: { a: -1, b: 1 }, limit: 5 }, nothing)).toEqual([
        19, 14, 9, 4, 18,
      ]);
      expect(
        await readInPieces(engine, { filter: { tags: { $in: [1, 7] } }, skip: 1 }, nothing),
      ).toHaveLength(19);
      const either = { $or: [{ a: 2 }, { tags: 1 }] };
      expect(new Set(await readInPieces(engine, { filter: either }, nothing))).toEqual(
        new Set([2, 7, 12, 17, 1, 4, 10, 13, 16, 19]),
      );
    });
  });

  it('keeps to its way when a better one comes', async () => {
    await withEngine(async (engine) => {
      const found = await readInPieces(engine, { filter: { a: { $gte: 1 } } }, makeIndex(engine, { a: 1 }));
      expect(found).toEqual([...Array(20).keys()].filter((i) => i % 5 > 0));
    });
  });

  it('ends with an error when its way is dropped', async () => {
    await withEngine(async (engine) => {
      await makeIndex(engine, { a: 1 })();
      const drop = async () => {
        const collection = ensureCollection(engine, 'db', 'c');
        await engine.writer.once(() => {
          collection.indexes = collection.indexes.slice(0, 1);
        }, false);
      };
      await expect(readInPieces(engine, { filter: { a: { $gte: 0 } } }, drop)).rejects.toMatchObject({
        code: 175,
      });
    });
  });
});
