/**
 * How deep values may be nested: MongoDB's limits. What follows a value down calls itself once a level, so that a
 * client could use up the stack; nothing deeper than this gets that far.
 */
import { MongoError } from '../errors.ts';

/** Levels of a message, and names in a path. */
const MAX_NESTING = 200;

/** Levels of a stored document: a message that carries it adds its own. */
const MAX_STORED_NESTING = 180;

const OVERFLOW = 15;

export function refuseDeepMessage(levels: number): void {
  if (levels > MAX_NESTING)
    throw new MongoError(OVERFLOW, `BSONObj exceeded maximum nested object depth: ${MAX_NESTING}`);
}

export function refuseDeepDocument(levels: number): void {
  if (levels > MAX_STORED_NESTING)
    throw new MongoError(OVERFLOW, `Document exceeds maximum nesting depth of ${MAX_STORED_NESTING}`);
}

/** Expressions can put a document together that no client could take apart. */
export function refuseDeepAnswer(levels: number): void {
  if (levels > MAX_NESTING) throw deepAnswer();
}

function deepAnswer(): MongoError {
  const what = `cannot convert document to BSON because it exceeds the limit of ${MAX_NESTING} levels of nesting`;
  return new MongoError(OVERFLOW, what);
}

/** The names in a dotted path. */
export function namesOf(path: string): string[] {
  const names = path.split('.');
  if (names.length > MAX_NESTING) throw new MongoError(OVERFLOW, 'FieldPath is too long');
  return names;
}

/** What an expression has made may be too deep for what goes through it, however it was asked for. */
export function asNestingError(error: unknown): MongoError | undefined {
  if (!(error instanceof RangeError) || !error.message.startsWith('Maximum call stack')) return undefined;
  return deepAnswer();
}
