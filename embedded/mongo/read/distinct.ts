import type { Collection } from '../store/catalog.ts';
import type { Doc } from '../values/bson.ts';
import { namesOf } from '../values/depth.ts';
import { keyOf } from '../values/keys.ts';
import { tuplesOf } from '../values/paths.ts';
import type { ReadContext } from './context.ts';
import { matchingDocuments } from './matching.ts';

const MISSING = Symbol('missing');

/** The different values under a path; an array counts by its elements. */
export function distinct(context: ReadContext, collection: Collection, key: string, filter: Doc): unknown[] {
  const path = namesOf(key);
  const values = new Map<string, unknown>();
  const { docs } = matchingDocuments(context, collection, { filter }, new Set([key]));
  for (const doc of docs) {
    for (const [value] of tuplesOf(doc, [path], MISSING).tuples) {
      if (value === MISSING || value === undefined) continue;
      const known = keyOf(value).toString('latin1');
      if (!values.has(known)) values.set(known, value);
    }
  }
  return [...values.values()];
}
