/**
 * An access path as bytes, for another thread to go on with. It is not planned anew there: an index that has come,
 * or an array that was stored meanwhile, would lead another way, and a position on this one would mean nothing.
 */
import type { Binary } from 'bson';
import { MongoError } from '../errors.ts';
import type { Collection } from '../store/catalog.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import type { Access, IndexScan } from './access.ts';

export function freeze(access: Access): Buffer {
  return encode(described(access));
}

function described(access: Access): Doc {
  switch (access.kind) {
    case 'collection':
      return { ...access };
    case 'index':
      return { ...access, index: access.index.number, ranges: access.ranges.map((range) => ({ ...range })) };
    case 'union':
      return { ...access, parts: access.parts.map(described), branches: [...access.branches] };
    case 'text':
      return { ...access, index: access.index.number, before: [...access.before] };
  }
}

export function thaw(collection: Collection, bytes: Buffer): Access {
  return revived(collection, decode(bytes));
}

function revived(collection: Collection, doc: Doc): Access {
  switch (doc.kind) {
    case 'index':
      return {
        ...(doc as unknown as IndexScan),
        index: indexOf(collection, doc.index as number),
        ranges: (doc.ranges as { low: Binary; high: Binary }[]).map(({ low, high }) => ({
          low: Buffer.from(low.value()),
          high: Buffer.from(high.value()),
        })),
      };
    case 'union':
      return {
        kind: 'union',
        parts: (doc.parts as Doc[]).map((part) => revived(collection, part) as IndexScan),
        branches: doc.branches as Doc[],
      };
    case 'text':
      return {
        kind: 'text',
        index: indexOf(collection, doc.index as number),
        before: doc.before as unknown[],
        search: doc.search as Doc,
      };
    default:
      return { kind: 'collection', reverse: doc.reverse === true };
  }
}

function indexOf(collection: Collection, wanted: number): IndexScan['index'] {
  const index = collection.indexes.find(({ number }) => number === wanted);
  if (index) return index;
  throw new MongoError(175, `an index of ${collection.database}.${collection.name} was dropped`);
}
