/** A collection that could mix tenants is refused when the process starts. */
import mongoose, { type SchemaDefinition, type SchemaOptions } from 'mongoose';
import { afterAll, expect, it } from 'vitest';
import { type Stored, scoped, storedOptions } from '../../../src/models/scoped.ts';

const connection = mongoose.createConnection();
afterAll(() => connection.close());

let models = 0;
const good = { _id: String, tenantId: { type: String, required: true }, at: String, name: String };

function wrap(
  fields: SchemaDefinition,
  {
    options = storedOptions,
    unique = [],
    globallyUnique = [],
  }: { options?: SchemaOptions; unique?: string[][]; globallyUnique?: string[][] } = {},
) {
  const schema = new mongoose.Schema(fields, options as typeof storedOptions);
  for (const names of unique) {
    schema.index(Object.fromEntries(names.map((name) => [name, 1 as const])), { unique: true });
  }
  return scoped(connection.model<Stored>(`Model${++models}`, schema as unknown as mongoose.Schema<Stored>), {
    globallyUnique,
  });
}

it('takes a schema with a tenant and unique indexes that start with it', () => {
  expect(() => wrap(good, { unique: [['tenantId', 'name']] })).not.toThrow();
});

it.each<[string, SchemaDefinition]>([
  ['no tenantId', { _id: String }],
  ['a tenantId that may be missing', { ...good, tenantId: String }],
  ['a tenantId that is no text', { ...good, tenantId: { type: Number, required: true } }],
  ['a tenantId that is filled in', { ...good, tenantId: { type: String, required: true, default: 'x' } }],
  ['a tenantId by two names', { ...good, tenantId: { type: String, required: true, alias: 't' } }],
  ['an id that is no text', { tenantId: good.tenantId }],
])('refuses %s', (_, fields) => {
  expect(() => wrap(fields)).toThrow('cannot be scoped');
});

it.each<[string, SchemaOptions]>([
  ['drops unknown fields of documents', { ...storedOptions, strict: true }],
  ['drops unknown fields of filters', { ...storedOptions, strictQuery: true }],
  ['adds a field that no type knows', { ...storedOptions, versionKey: '__v' }],
  ['compares texts by a collation', { ...storedOptions, collation: { locale: 'en', strength: 1 } }],
  ['says nothing', {}],
])('refuses a schema that %s', (_, options) => {
  expect(() => wrap(good, { options })).toThrow('cannot be scoped');
});

it('refuses a unique index over all tenants, unless it is named as one', () => {
  expect(() => wrap(good, { unique: [['name']] })).toThrow('over name');
  expect(() => wrap(good, { unique: [['name', 'tenantId']] })).toThrow('over name, tenantId');
  expect(() => wrap({ ...good, name: { type: String, unique: true } })).toThrow('over name');
  expect(() => wrap(good, { unique: [['name', 'at']], globallyUnique: [['name', 'at']] })).not.toThrow();
  expect(() => wrap(good, { unique: [['name', 'at']], globallyUnique: [['name']] })).toThrow('over name, at');
});

it('refuses an exception for an index that is not there', () => {
  expect(() => wrap(good, { globallyUnique: [['name']] })).toThrow('no unique index');
});

it('says everything that is wrong at once', () => {
  expect(() => wrap({ name: { type: String, unique: true } }, { options: {} })).toThrow(
    /_id .*tenantId .*storedOptions .*over name/,
  );
});
