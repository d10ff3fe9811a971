/** What may come back from the database instead of an answer, in Trunkline's own words, the same from every server. */
import mongoose from 'mongoose';
import { ConflictError, DatabaseError, Unavailable } from '../core/errors.ts';

/** A unique key is taken. Where that is foreseen, whoever wrote catches this and takes what is there. */
export class DuplicateKey extends ConflictError {
  constructor(cause: unknown) {
    super('There is one like it already.', { code: 'DUPLICATE', cause });
  }
}

const {
  MongoBulkWriteError,
  MongoError,
  MongoErrorLabel,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} = mongoose.mongo;

/** Servers name the index in words of their own, or not at all: the code is all they have in common. */
export const duplicateCode = 11000;

export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translated(error);
  }
}

export function translated(thrown: unknown): unknown {
  const error = unwrapped(thrown);
  if (isTaken(error)) return new DuplicateKey(error);
  if (isAway(error)) return new Unavailable('The database does not answer now. Try again.', { cause: error });
  return error instanceof MongoError ? new DatabaseError(error) : error;
}

/** A bulk write has the code of its first failure, whatever else failed: that is nothing to go by. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof MongoServerError) || error instanceof MongoBulkWriteError) return false;
  return error.code === duplicateCode || isTakenInPostgres(error);
}

/** A compatible server that stands on PostgreSQL (DocumentDB) hands its words through where one is found and updated. */
function isTakenInPostgres({ code, message }: mongoose.mongo.MongoServerError): boolean {
  return code === 1 && message.startsWith('conflicting key value violates exclusion constraint');
}

/** A bulk write that did not reach the server hides why in here. */
function unwrapped(error: unknown): unknown {
  return error instanceof MongoBulkWriteError && error.errorResponse instanceof Error
    ? error.errorResponse
    : error;
}

function isAway(error: unknown): boolean {
  if (error instanceof mongoose.Error.MongooseServerSelectionError) return true;
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  return error instanceof MongoError && error.hasErrorLabel(MongoErrorLabel.RetryableWriteError);
}
