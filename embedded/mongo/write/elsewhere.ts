/**
 * Statements whose filter or change may take long. The writer gives a reading thread the documents as they are, does
 * other work meanwhile, and stores what the thread has made of those that have not changed since. The others are
 * given to it again: each time somebody else's write was done, so all of them together come to an end.
 */
import type { Engine } from '../engine.ts';
import type { Collection } from '../store/catalog.ts';
import type { Task } from '../store/writer.ts';
import { decode } from '../values/bson.ts';
import { separate } from '../wire/batches.ts';
import { asBuffer, type Changed, type ChangeRequest, errorOf, pack } from '../workers/protocol.ts';
import type { Statement } from './change.ts';
import type { Changer, Perform } from './changer.ts';
import { idTarget, type Progress, refuseLate, search, visibleTo } from './target.ts';

const ALL = 2 ** 31;
/** So many candidates are looked for when the first one is wanted: others may take some of them. */
const SPARE = 16;
/** What a thread is given at once. */
const CHUNK = { docs: 256, bytes: 1024 * 1024 };

let lastNumber = 0;

export function changerElsewhere(engine: Engine, statement: Statement, progress: Progress): Changer {
  const { query } = statement;
  const { signal } = progress;
  lastNumber += 1;
  const request = { statement: shared(pack(statement)), number: lastNumber };
  const ask = <T>(method: ChangeRequest['method'], docs: readonly Buffer[]): Promise<T> =>
    engine.pool.ask<T>({ method, ...request, docs: Buffer.concat(docs) }, signal);

  function* change(
    collection: Collection,
    records: ArrayLike<number>,
    most: number,
    perform: Perform,
  ): Task<number> {
    const again: number[] = [];
    let done = 0;
    let at = 0;
    const current = (record: number) =>
      collection.dropped ? undefined : engine.writer.batch.document(collection, record);
    while (again.length > 0 || at < records.length) {
      const sent: { record: number; bytes: Buffer }[] = [];
      let room = CHUNK.bytes;
      for (let looked = 0; looked < Math.min(most, CHUNK.docs) && room > 0; looked++) {
        const record = again.pop() ?? records[at++];
        const bytes = record === undefined ? undefined : current(record);
        if (record !== undefined && bytes) sent.push({ record, bytes });
        room -= bytes?.length ?? 0;
      }
      refuseLate(progress);
      const docs = sent.map(({ bytes }) => bytes);
      const answer = (yield ask<Changed>('change', docs)) as Changed;
      const changed = separate(asBuffer(answer.docs)).values();
      for (const [i, { record, bytes }] of sent.slice(0, answer.outcomes.length).entries()) {
        const after = answer.outcomes[i] === 'changed' ? changed.next().value : undefined;
        if (answer.outcomes[i] === 'other') continue;
        if (current(record)?.equals(bytes)) {
          perform({ record, bytes, doc: decode(bytes) }, after && { bytes: after, doc: decode(after) });
          done += 1;
          if (done === most) return done;
          yield undefined;
        } else again.push(record);
      }
      if (answer.error) throw errorOf(answer.error);
    }
    return done;
  }

  return {
    *check() {
      yield ask<Changed>('change', []);
    },
    *first(collection, perform) {
      const known = idTarget(engine, collection, query);
      if (known) {
        const records = known.target ? [known.target.record] : [];
        return (yield* change(collection, records, 1, perform)) > 0;
      }
      for (;;) {
        yield visibleTo(engine, progress);
        const records = (yield search(engine, collection, query, SPARE, signal)) as Float64Array;
        if ((yield* change(collection, records, 1, perform)) > 0) return true;
        if (records.length < SPARE) return false;
      }
    },
    *all(collection, perform) {
      yield visibleTo(engine, progress);
      const records = (yield search(engine, collection, query, ALL, signal)) as Float64Array;
      return yield* change(collection, records, ALL, perform);
    },
    *insert() {
      return decode(asBuffer((yield ask<Uint8Array>('insert', [])) as Uint8Array));
    },
  };
}

/** The bytes in memory that all threads read. */
function shared(bytes: Buffer): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
