/** How deep things may be nested: MongoDB's limits, and a guard for whatever goes down a document or along a path. */
import { MongoError } from '../errors.ts';

/** In what comes over the wire, and in paths. */
const MAX_DEPTH = 200;
/** In what is stored: less, so that it can be answered inside of something. */
const MAX_STORED_DEPTH = 180;

export function assertDepth(depth: number): void {
  if (depth > MAX_DEPTH)
    throw new MongoError(15, `BSONObj exceeds maximum nested object depth: ${MAX_DEPTH}`);
}

export function assertStoredDepth(depth: number): void {
  if (depth > MAX_STORED_DEPTH) {
    throw new MongoError(15, `Document exceeds maximum nesting depth of ${MAX_STORED_DEPTH}`);
  }
}

/** The names in a path, such as a.b.c. */
export function namesOf(path: string): string[] {
  const names = path.split('.');
  if (names.length > MAX_DEPTH) throw new MongoError(15, 'FieldPath is too long');
  return names;
}
