/**
 * What one LMDB transaction will write, gathered first.
 *
 * Tasks read through the batch, so they see what was staged before them; the file itself is touched once, at the
 * commit, by LMDB's own thread. Changes of one document that follow each other become one write.
 */
import type { Catalog, Collection } from './catalog.ts';
import { counters, describe } from './catalog.ts';
import { docKey, type Env, readValue } from './env.ts';

export class Batch {
  private readonly env: Env;
  private readonly docs = new Map<number, { collection: number; bytes: Buffer | undefined }>();
  private readonly keys = new Map<string, { key: Buffer; value: Buffer | undefined }>();
  private readonly meta: { key: Buffer; value: Buffer | undefined }[] = [];
  private readonly counted = new Set<Collection>();
  private readonly described = new Set<Collection>();

  constructor(env: Env) {
    this.env = env;
  }

  get empty(): boolean {
    return this.docs.size + this.keys.size + this.meta.length + this.counted.size + this.described.size === 0;
  }

  document(collection: Collection, record: number): Buffer | undefined {
    const staged = this.docs.get(record);
    return staged ? staged.bytes : readValue(this.env.docs, docKey(collection.number, record));
  }

  setDocument(
    collection: Collection,
    record: number,
    bytes: Buffer | undefined,
    before: Buffer | undefined,
  ): void {
    this.docs.set(record, { collection: collection.number, bytes });
    collection.count += (bytes ? 1 : 0) - (before ? 1 : 0);
    collection.bytes += (bytes?.length ?? 0) - (before?.length ?? 0);
    this.counted.add(collection);
  }

  /** Removes a document of a collection that is no more. */
  eraseDocument(collection: number, record: number): void {
    this.docs.set(record, { collection, bytes: undefined });
  }

  entry(key: Buffer): Buffer | undefined {
    if (this.keys.size > 0) {
      const staged = this.keys.get(key.toString('latin1'));
      if (staged) return staged.value;
    }
    return readValue(this.env.keys, key);
  }

  setEntry(key: Buffer, value: Buffer | undefined): void {
    this.keys.set(key.toString('latin1'), { key, value });
  }

  setMeta(key: Buffer, value: Buffer | undefined): void {
    this.meta.push({ key, value });
  }

  /** The collection's counters are to be written as they are at the commit. */
  count(collection: Collection): void {
    this.counted.add(collection);
  }

  /** The collection's description (indexes, flags) is to be written as it is at the commit. */
  describe(collection: Collection): void {
    this.described.add(collection);
  }

  get changesCatalog(): boolean {
    return this.described.size > 0 || this.meta.length > 0;
  }

  /** Is everything that was staged in the file? */
  isStored(): boolean {
    const { docs, keys, meta } = this.env;
    const same = (stored: Buffer | undefined, wanted: Buffer | undefined) =>
      stored && wanted ? stored.equals(wanted) : stored === wanted;
    for (const [record, { collection, bytes }] of this.docs) {
      if (!same(docs.getBinary(docKey(collection, record)), bytes)) return false;
    }
    for (const { key, value } of this.keys.values()) if (!same(keys.getBinary(key), value)) return false;
    const described = [
      ...[...this.described].map(describe),
      ...[...this.counted].map(counters),
      ...this.meta,
    ];
    return described.every(({ key, value }) => same(meta.getBinary(key), value));
  }

  /** Writes everything in one transaction. Resolves when it is visible; `flushed` when it is on disk. */
  commit(catalog: Catalog): Promise<boolean> & { flushed?: Promise<boolean> } {
    const { docs, keys, meta, root } = this.env;
    return root.batch(() => {
      for (const [record, { collection, bytes }] of this.docs) {
        if (bytes) docs.put(docKey(collection, record), bytes);
        else docs.remove(docKey(collection, record));
      }
      for (const { key, value } of this.keys.values()) {
        if (value) keys.put(key, value);
        else keys.remove(key);
      }
      for (const { key, value } of this.meta) {
        if (value) meta.put(key, value);
        else meta.remove(key);
      }
      const live = (collection: Collection) => catalog.byNumber(collection.number) === collection;
      for (const collection of this.described) {
        if (!live(collection)) continue;
        const { key, value } = describe(collection);
        meta.put(key, value);
      }
      for (const collection of this.counted) {
        if (!live(collection)) continue;
        const { key, value } = counters(collection);
        meta.put(key, value);
      }
    });
  }
}
