import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { database, uniqueName } from '../../helpers/mongo.ts';
import { modelsOf } from '../support/models.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();
const model = modelsOf(mongo.connection());

function schemaWith(...indexes: [mongoose.IndexDefinition, mongoose.IndexOptions?][]): mongoose.Schema {
  const schema = new mongoose.Schema({ tenant: String, n: Number, at: Date, text: String });
  for (const [key, options] of indexes) schema.index(key, options);
  return schema;
}
const names = (indexes: { name?: string }[]) => indexes.map(({ name }) => name).sort();

it('makes the indexes of a schema of every kind', async () => {
  const Call = await model(
    schemaWith(
      [{ tenant: 1, at: -1 }],
      [{ n: 1 }, { unique: true, partialFilterExpression: { n: { $exists: true } } }],
      [{ at: 1 }, { expireAfterSeconds: 86_400 }],
      [
        { tenant: 1, text: 'text' },
        { weights: { text: 2 }, default_language: 'none' },
      ],
      [{ 'a.b': 1 }, { sparse: true, name: 'own' }],
    ),
  );
  const listed = await Call.listIndexes();
  expect(names(listed)).toEqual(['_id_', 'at_1', 'n_1', 'own', 'tenant_1_at_-1', 'tenant_1_text_text']);
  const n = listed.find(({ name }: { name?: string }) => name === 'n_1');
  expect(n).toMatchObject({ unique: true, partialFilterExpression: { n: { $exists: true } } });
  expect(await Call.diffIndexes()).toEqual({ toDrop: [], toCreate: [] });
});

it('syncIndexes drops what is not in the schema and makes what is missing', async () => {
  const name = uniqueName('calls');
  const connection = mongo.connection();
  const First = connection.model(uniqueName(), schemaWith([{ tenant: 1 }], [{ n: 1 }]), name);
  await First.init();
  const Second = connection.model(
    uniqueName(),
    schemaWith([{ n: 1 }], [{ at: -1 }]).set('autoIndex', false),
    name,
  );
  expect(await Second.diffIndexes()).toMatchObject({ toDrop: ['tenant_1'], toCreate: [{ at: -1 }] });
  expect(await Second.syncIndexes()).toEqual(['tenant_1']);
  expect(names(await Second.listIndexes())).toEqual(['_id_', 'at_-1', 'n_1']);
  expect(await Second.syncIndexes()).toEqual([]);
});

it('syncIndexes makes an index anew whose options changed', async () => {
  const name = uniqueName('calls');
  const connection = mongo.connection();
  await connection.model(uniqueName(), schemaWith([{ n: 1 }]), name).init();
  const Unique = connection.model(
    uniqueName(),
    schemaWith([{ n: 1 }, { unique: true }]).set('autoIndex', false),
    name,
  );
  expect(await Unique.syncIndexes()).toEqual(['n_1']);
  await Unique.create({ n: 1 });
  await expect(Unique.create({ n: 1 })).rejects.toMatchObject({ code: 11000 });
});

it('reports in init() that an index cannot be made', async () => {
  const name = uniqueName('calls');
  const connection = mongo.connection();
  await connection.collection(name).insertMany([{ n: 1 }, { n: 1 }]);
  const Unique = connection.model(uniqueName(), schemaWith([{ n: 1 }, { unique: true }]), name);
  await expect(Unique.init()).rejects.toMatchObject({ name: 'MongoServerError' });
});

it('creates, lists and drops collections', async () => {
  const connection = mongo.connection();
  const name = uniqueName('made');
  await connection.createCollection(name);
  expect((await connection.listCollections()).map((collection) => collection.name)).toContain(name);
  await connection.dropCollection(name);
  expect((await connection.listCollections()).map((collection) => collection.name)).not.toContain(name);
});

it('searches text through a model, best first', async () => {
  const Call = await model(schemaWith([{ text: 'text' }, { default_language: 'none' }]));
  await Call.create([{ text: 'parcel' }, { text: 'parcel parcel parcel' }, { text: 'letter' }]);
  const found = await Call.find({ $text: { $search: 'parcel' } }, { score: { $meta: 'textScore' } }).sort({
    score: { $meta: 'textScore' },
  });
  expect(found.map((d) => d.get('score') > 0)).toEqual([true, true]);
  await unlessPeer('meta-projection', () =>
    expect(found.map((d) => d.text)).toEqual(['parcel parcel parcel', 'parcel']),
  );
});
