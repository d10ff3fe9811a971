import type { Collection, Doc } from './driver.ts';

/** The _ids that a filter finds, in ascending order: what a table of query cases compares. */
export async function idsOf(collection: Collection, filter: Doc, options: Doc = {}): Promise<unknown[]> {
  const found = await collection
    .find(filter, { projection: { _id: 1 }, sort: { _id: 1 }, ...options })
    .toArray();
  return found.map((document) => document._id);
}

/** Documents with _ids 0, 1, 2 … in the order given. */
export function numbered(documents: readonly Doc[]): Doc[] {
  return documents.map((document, _id) => ({ _id, ...document }));
}
