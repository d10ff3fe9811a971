/** The driver's own errors, as the real driver throws them. */
import mongoose from 'mongoose';
import { describe, expect, test } from 'vitest';
import { fromDatabase } from '../../src/core/database-errors.ts';
import { DatabaseError, Unavailable } from '../../src/core/errors.ts';
import { database, temporaryEngine } from '../helpers/mongo.ts';

const { collection } = await database();

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Unavailable', () => {
  test('the database went away', async () => {
    const engine = await temporaryEngine();
    const client = await new mongoose.mongo.MongoClient(engine.uri, {
      serverSelectionTimeoutMS: 2_000,
    }).connect();
    await engine.close();
    const error = await errorOf(client.db('x').collection('c').findOne({}));
    expect(fromDatabase(error)).toBeInstanceOf(Unavailable);
    expect(fromDatabase(error)?.cause).toBe(error);
    await client.close();
    expect(fromDatabase(await errorOf(client.db('x').collection('c').findOne({})))).toBeInstanceOf(
      Unavailable,
    );
  });

  test('it was never there: the driver, and mongoose in both of its ways', async () => {
    const uri = 'mongodb://127.0.0.1:1/none';
    const options = { serverSelectionTimeoutMS: 50 };
    const connection = mongoose.createConnection(uri, options);
    const opening = errorOf(connection.asPromise());
    const schema = new mongoose.Schema({ name: String }, { bufferTimeoutMS: 20 });
    const model = connection.model('Thing', schema);
    expect(fromDatabase(await errorOf(model.findOne({}).exec()))).toBeInstanceOf(Unavailable);
    expect(fromDatabase(await opening)).toBeInstanceOf(Unavailable);
    await connection.close();
    const connecting = new mongoose.mongo.MongoClient(uri, options).connect();
    expect(fromDatabase(await errorOf(connecting))).toBeInstanceOf(Unavailable);
  });

  test('another member became primary', () => {
    const error = new mongoose.mongo.MongoServerError({ code: 10107, errmsg: 'not primary' });
    expect(fromDatabase(error)).toBeInstanceOf(Unavailable);
  });
});

describe('DatabaseError', () => {
  test('a key that is there already, an operator that is none', async () => {
    const things = collection();
    await things.insertOne({ _id: 1 });
    const twice = await errorOf(things.insertOne({ _id: 1 }));
    expect(fromDatabase(twice)).toBeInstanceOf(DatabaseError);
    const nonsense = await errorOf(things.findOne({ a: { $nonsense: 1 } }));
    expect(fromDatabase(nonsense)).toBeInstanceOf(DatabaseError);
    expect(fromDatabase(nonsense)?.message).not.toContain('$nonsense');
  });
});

test('nothing else is the database', () => {
  for (const error of [
    new TypeError('x'),
    Object.assign(new Error('x'), { code: 91 }),
    'MongoError',
    undefined,
  ]) {
    expect(fromDatabase(error)).toBeUndefined();
  }
});
