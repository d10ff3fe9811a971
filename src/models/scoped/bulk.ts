/**
 * Many writes at once. That a unique key was taken is an answer here, not a failure: it says for which entries, and the
 * others were written.
 */
import mongoose from 'mongoose';
import { duplicateCode, translated } from '../failures.ts';
import type { BulkWritten } from './types.ts';

const { MongoBulkWriteError } = mongoose.mongo;

type Counts = Pick<
  mongoose.mongo.BulkWriteResult,
  'insertedCount' | 'matchedCount' | 'modifiedCount' | 'upsertedCount' | 'deletedCount'
>;

export const nothingWritten = countsOf({
  insertedCount: 0,
  matchedCount: 0,
  modifiedCount: 0,
  upsertedCount: 0,
  deletedCount: 0,
});

export async function bulkWritten(
  write: () => Promise<mongoose.mongo.BulkWriteResult>,
): Promise<BulkWritten> {
  try {
    return countsOf(await write());
  } catch (error) {
    const written = besidesDuplicates(error);
    if (written === undefined) throw translated(uncastable(error) ?? error);
    return written;
  }
}

/** Undefined where anything else went wrong as well: that must not hide behind a duplicate. */
function besidesDuplicates(error: unknown): BulkWritten | undefined {
  if (!(error instanceof MongoBulkWriteError) || uncastable(error) !== undefined) return undefined;
  const failures = [error.writeErrors].flat();
  const unconfirmed = error.result.getWriteConcernError() !== undefined;
  if (unconfirmed || failures.length === 0) return undefined;
  if (failures.some(({ code }) => code !== duplicateCode)) return undefined;
  const duplicates = failures.map(({ index }) => index).sort((one, other) => one - other);
  return { ...countsOf(error.result), duplicates };
}

/** Without an order mongoose sends what it could cast, and puts away here why it could not cast the rest. */
function uncastable(error: unknown): unknown {
  if (!(error instanceof MongoBulkWriteError) || !('mongoose' in error)) return undefined;
  const { validationErrors = [] } = error.mongoose as { validationErrors?: unknown[] };
  return validationErrors[0];
}

function countsOf(counts: Counts): BulkWritten {
  const { insertedCount, matchedCount, modifiedCount, upsertedCount, deletedCount } = counts;
  return { insertedCount, matchedCount, modifiedCount, upsertedCount, deletedCount, duplicates: [] };
}
