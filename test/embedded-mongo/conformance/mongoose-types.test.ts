import { Binary, Double, Int32, Long, ObjectId, UUID } from 'bson';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { modelsOf } from '../support/models.ts';

const mongo = await database();
const model = modelsOf(mongo.connection());
const { Mixed } = mongoose.Schema.Types;

describe('types through mongoose', () => {
  it('Decimal128 keeps its digits, and is compared and added as a number', async () => {
    const Price = await model({ amount: mongoose.Schema.Types.Decimal128 });
    await Price.create([{ amount: '0.10' }, { amount: '12.345678901234567890123' }, { amount: '-3' }]);
    const found = await Price.find({ amount: { $gt: 0 } }).sort({ amount: -1 });
    expect(found.map((d) => d.amount.toString())).toEqual(['12.345678901234567890123', '0.10']);
    await Price.updateOne({ amount: '0.10' }, { $inc: { amount: '0.20' } });
    expect(await Price.exists({ amount: '0.3' })).not.toBeNull();
    const [sum] = await Price.aggregate([{ $group: { _id: null, sum: { $sum: '$amount' } } }]);
    expect(sum.sum.toString()).toBe('9.645678901234567890123');
  });

  it('BigInt is a Long, beyond what a double holds', async () => {
    const Money = await model({ micros: BigInt });
    await Money.create([{ micros: 9_007_199_254_740_993n }, { micros: 5n }]);
    const found = await Money.findOne({ micros: 9_007_199_254_740_993n }).orFail();
    expect(found.micros).toBe(9_007_199_254_740_993n);
    expect(await Money.countDocuments({ micros: 9_007_199_254_740_992n })).toBe(0);
    await Money.updateOne({ micros: 9_007_199_254_740_993n }, { $inc: { micros: 1n } });
    expect((await Money.find().sort({ micros: -1 }))[0]?.micros).toBe(9_007_199_254_740_994n);
    const raw = await Money.collection.findOne({ micros: 5 }, { promoteValues: false });
    expect(raw?.micros).toEqual(Long.fromNumber(5));
  });

  it('Int32, Double and Number', async () => {
    const { Int32: Integer, Double: Float } = mongoose.Schema.Types;
    const Numbers = await model({ i: Integer, d: Float, n: Number });
    await Numbers.create({ i: 5, d: 5, n: 5.5 });
    const raw = await Numbers.collection.findOne({}, { promoteValues: false });
    expect(raw).toMatchObject({ i: new Int32(5), d: new Double(5), n: new Double(5.5) });
    expect(await Numbers.countDocuments({ i: 5.0, d: 5 })).toBe(1);
  });

  it('Buffer, UUID, ObjectId and Date', async () => {
    const Thing = await model({ data: Buffer, uuid: 'UUID', ref: 'ObjectId', at: Date });
    const uuid = new UUID();
    const ref = new ObjectId();
    const at = new Date('2026-03-29T01:30:00.123Z');
    await Thing.create({
      data: Buffer.from([0, 1, 255]),
      uuid,
      ref: ref.toHexString(),
      at: at.toISOString(),
    });
    const raw = await Thing.collection.findOne({}, { promoteBuffers: false });
    expect(raw?.data).toEqual(new Binary(Buffer.from([0, 1, 255])));
    expect(raw?.uuid.sub_type).toBe(Binary.SUBTYPE_UUID);
    expect(raw?.ref).toEqual(ref);
    expect(raw?.at).toEqual(at);
    for (const filter of [
      { data: Buffer.from([0, 1, 255]) },
      { uuid: uuid.toString() },
      { ref },
      { at },
      { at: { $gte: at, $lt: new Date(at.getTime() + 1) } },
    ]) {
      expect(await Thing.countDocuments(filter)).toBe(1);
    }
    const found = await Thing.findOne().orFail();
    expect(found.uuid.toString()).toBe(uuid.toString());
    expect(Buffer.from(found.data)).toEqual(Buffer.from([0, 1, 255]));
  });

  it('Map is queried by its keys', async () => {
    const Agent = await model({
      scores: { type: Map, of: Number },
      deep: { type: Map, of: new mongoose.Schema({ n: Number }, { _id: false }) },
    });
    const agent = await Agent.create({ scores: { de: 1, fr: 2 }, deep: { x: { n: 1 } } });
    agent.scores.set('it', 3);
    agent.scores.delete('de');
    agent.deep.get('x').n = 7;
    await agent.save();
    expect(await Agent.findOne({ 'scores.it': 3, 'deep.x.n': 7 }).lean()).toMatchObject({
      scores: { fr: 2, it: 3 },
    });
    expect(await Agent.countDocuments({ 'scores.de': { $exists: true } })).toBe(0);
  });

  it('Mixed holds anything', async () => {
    const Note = await model({ any: Mixed });
    const values = [1, 'x', null, [1, { a: 2 }], { deep: { list: [true] } }, new Date(5)];
    await Note.insertMany(values.map((any) => ({ any })));
    expect((await Note.find().sort({ _id: 1 }).lean()).map((d) => d.any)).toEqual(values);
    expect(await Note.countDocuments({ 'any.deep.list': true })).toBe(1);
    const note = await Note.findOne({ 'any.deep.list': true }).orFail();
    note.any.deep.more = 1;
    note.markModified('any');
    await note.save();
    expect(await Note.countDocuments({ any: { deep: { list: [true], more: 1 } } })).toBe(1);
  });

  it('tells null from missing only where asked to', async () => {
    const Person = await model({ name: String, nick: String });
    await Person.collection.insertMany([{ name: 'a', nick: null }, { name: 'b' }, { name: 'c', nick: 'x' }]);
    const names = async (filter: object) =>
      (await Person.find(filter).sort({ name: 1 }).lean()).map((d) => d.name);
    expect(await names({ nick: null })).toEqual(['a', 'b']);
    expect(await names({ nick: { $exists: false } })).toEqual(['b']);
    expect(await names({ nick: { $exists: true, $eq: null } })).toEqual(['a']);
    expect(await names({ nick: { $ne: null } })).toEqual(['c']);
    expect(await names({ nick: { $type: 'null' } })).toEqual(['a']);
  });
});
