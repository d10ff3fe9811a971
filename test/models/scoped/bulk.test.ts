/** What may go wrong beside a taken key, as the driver tells it; a server of one's own cannot be brought to all of it. */
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { DatabaseError, Unavailable } from '../../../src/core/errors.ts';
import { bulkWritten } from '../../../src/models/scoped/bulk.ts';

const { MongoBulkWriteError, MongoNetworkError } = mongoose.mongo;

type Told = ConstructorParameters<typeof MongoBulkWriteError>;

const failure = (index: number, code: number) => ({ index, code });

function failing(
  told: { message: string; code?: number; writeErrors?: unknown[] } | Error,
  unconfirmed = false,
) {
  const counts = { insertedCount: 2, matchedCount: 1, modifiedCount: 1, upsertedCount: 0, deletedCount: 0 };
  const result = { ...counts, getWriteConcernError: () => (unconfirmed ? { code: 64 } : undefined) };
  return bulkWritten(() =>
    Promise.reject(new MongoBulkWriteError(told as unknown as Told[0], result as unknown as Told[1])),
  );
}

const duplicate = { message: 'E11000', code: 11000 };

describe('a bulk write', () => {
  it('answers with the places of taken keys, in their order, and with what was done', async () => {
    const writeErrors = [failure(3, 11000), failure(1, 11000)];
    expect(await failing({ ...duplicate, writeErrors })).toEqual({
      insertedCount: 2,
      matchedCount: 1,
      modifiedCount: 1,
      upsertedCount: 0,
      deletedCount: 0,
      duplicates: [1, 3],
    });
  });

  it('fails when something else failed beside a taken key', async () => {
    const writeErrors = [failure(0, 2), failure(1, 11000)];
    await expect(failing({ message: 'bad value', code: 2, writeErrors })).rejects.toBeInstanceOf(
      DatabaseError,
    );
  });

  it('fails as a fault also where the taken key came first', async () => {
    const writeErrors = [failure(0, 11000), failure(1, 2)];
    await expect(failing({ ...duplicate, writeErrors })).rejects.toBeInstanceOf(DatabaseError);
  });

  it('fails when the others were written but not confirmed', async () => {
    const writeErrors = [failure(1, 11000)];
    await expect(failing({ ...duplicate, writeErrors }, true)).rejects.toBeInstanceOf(DatabaseError);
  });

  it('may be tried again when the server was out of reach', async () => {
    await expect(failing(new MongoNetworkError('reset'))).rejects.toBeInstanceOf(Unavailable);
  });
});
