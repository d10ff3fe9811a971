import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { DatabaseError, Unavailable } from '../../src/core/errors.ts';
import { asked } from '../../src/models/failures.ts';
import { DuplicateKey } from '../../src/models/scoped.ts';
import { temporaryEngine } from '../helpers/mongo.ts';
import { sample, scopeA } from './scoped/sample.ts';

const { MongoServerError, MongoNetworkError } = mongoose.mongo;
const failing = (error: unknown) => asked(() => Promise.reject(error));

describe('in Trunkline’s own words', () => {
  it('a taken key is a conflict, with or without the names of its fields', async () => {
    for (const more of [{}, { keyPattern: { key: 1 }, keyValue: { key: 'a' } }]) {
      const error = new MongoServerError({ message: 'E11000 duplicate key: secret', code: 11000, ...more });
      await expect(failing(error)).rejects.toBeInstanceOf(DuplicateKey);
      await expect(failing(error)).rejects.toMatchObject({ status: 409, cause: error });
      await expect(failing(error)).rejects.not.toThrow('secret');
    }
  });

  it('a taken key is one as well in the words of PostgreSQL, on which a compatible server may stand', async () => {
    const message = 'conflicting key value violates exclusion constraint "secret"';
    await expect(failing(new MongoServerError({ message, code: 1 }))).rejects.toBeInstanceOf(DuplicateKey);
  });

  it('a server that steps down or is out of reach may answer later', async () => {
    const steppingDown = new MongoServerError({
      message: 'not primary',
      code: 10107,
      errorLabels: ['RetryableWriteError'],
    });
    for (const error of [steppingDown, new MongoNetworkError('reset')]) {
      await expect(failing(error)).rejects.toMatchObject({
        constructor: Unavailable,
        retryable: true,
        cause: error,
      });
    }
  });

  it('anything else the database says is a fault', async () => {
    const error = new MongoServerError({ message: 'no such thing', code: 1 });
    await expect(failing(error)).rejects.toMatchObject({ constructor: DatabaseError, cause: error });
  });

  it('what does not come from the database stays what it is', async () => {
    await expect(failing(new RangeError('mine'))).rejects.toThrow(RangeError);
  });
});

it('a database that goes away is reported as unavailable by reads, cursors and writes', async () => {
  const engine = await temporaryEngine();
  const connection = await mongoose
    .createConnection(engine.uri, { dbName: 'away', autoIndex: false, serverSelectionTimeoutMS: 200 })
    .asPromise();
  try {
    const { notes } = await sample(connection);
    expect(await notes.count(scopeA, {})).toBe(0);
    await engine.close();
    await expect(notes.find(scopeA, {})).rejects.toBeInstanceOf(Unavailable);
    const walk = notes.cursor(scopeA, {})[Symbol.asyncIterator]();
    await expect(walk.next()).rejects.toBeInstanceOf(Unavailable);
    await expect(notes.aggregate(scopeA, [])).rejects.toBeInstanceOf(Unavailable);
    const write = notes.bulkWrite(scopeA, [{ deleteOne: { filter: {} } }]);
    await expect(write).rejects.toBeInstanceOf(Unavailable);
  } finally {
    await connection.close();
    await engine.close();
  }
  // It starts a server of its own, which takes its time on a busy machine.
}, 120_000);
