/**
 * What tasks write within one turn, gathered first.
 *
 * Tasks read through the batch, so they see what was staged before them, here and in the batches that are not in the
 * trees yet. Changes of one document that follow each other become one write.
 */
import type { Catalog, Collection } from './catalog.ts';
import { counters, describe } from './catalog.ts';
import { docKey, type Env, readValue } from './env.ts';
import type { Operation } from './operations.ts';

interface Entry {
  readonly key: Buffer;
  readonly value: Buffer | undefined;
}

export class Batch {
  private readonly env: Env;
  /** Itself and those before it that are not in the trees yet, the latest first. */
  private layers: readonly Batch[];
  private readonly docs = new Map<number, { collection: number; bytes: Buffer | undefined }>();
  private readonly keys = new Map<string, Entry>();
  private readonly meta: Entry[] = [];
  private readonly counted = new Set<Collection>();
  private readonly described = new Set<Collection>();

  constructor(env: Env, earlier: readonly Batch[] = []) {
    this.env = env;
    this.layers = [this, ...earlier];
  }

  get empty(): boolean {
    return this.docs.size + this.keys.size + this.meta.length + this.counted.size + this.described.size === 0;
  }

  document(collection: Collection, record: number): Buffer | undefined {
    for (const { docs } of this.layers) {
      const staged = docs.get(record);
      if (staged) return staged.bytes;
    }
    return readValue(this.env.docs, docKey(collection.number, record));
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
    let name: string | undefined;
    for (const { keys } of this.layers) {
      if (keys.size === 0) continue;
      name ??= key.toString('latin1');
      const staged = keys.get(name);
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

  /** Everything that was staged, with the counters and descriptions as they are now. Nothing is read through it any more. */
  seal(catalog: Catalog): Operation[] {
    const operations: Operation[] = [];
    for (const [record, { collection, bytes }] of this.docs)
      operations.push({ tree: 'docs', key: docKey(collection, record), value: bytes });
    for (const { key, value } of this.keys.values()) operations.push({ tree: 'keys', key, value });
    const live = (collection: Collection) => catalog.byNumber(collection.number) === collection;
    const described = [...this.described].filter(live).map(describe);
    const counted = [...this.counted].filter(live).map(counters);
    for (const { key, value } of [...this.meta, ...described, ...counted])
      operations.push({ tree: 'meta', key, value });
    this.layers = [this];
    return operations;
  }
}
