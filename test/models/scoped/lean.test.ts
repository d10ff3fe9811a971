import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { leanFor } from '../../../src/models/scoped/lean.ts';

const { Schema } = mongoose;

it.each<[string, mongoose.SchemaDefinition]>([
  ['at the top', { micros: BigInt }],
  ['in an object', { price: { micros: BigInt } }],
  ['in a document', { price: new Schema({ micros: BigInt }) }],
  ['in a list', { all: [BigInt] }],
  ['in a list of lists', { all: [[BigInt]] }],
  ['in a list of documents', { lines: [new Schema({ micros: BigInt })] }],
  ['in a map', { by: { type: Map, of: BigInt } }],
  ['deep down', { lines: [new Schema({ price: new Schema({ micros: [BigInt] }) })] }],
])('reads bigints as bigints where a schema has them %s', (_, fields) => {
  expect(leanFor(new Schema(fields))).toEqual({ lean: true, useBigInt64: true, promoteBuffers: false });
});

it('reads bytes as bytes where a schema has them, and numbers as numbers where it has no bigints', () => {
  expect(leanFor(new Schema({ raw: Buffer, n: Number }))).toMatchObject({
    useBigInt64: false,
    promoteBuffers: true,
  });
  expect(leanFor(new Schema({ n: Number }))).toMatchObject({ useBigInt64: false, promoteBuffers: false });
});
