import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { modelsOf } from '../support/models.ts';
import { unlessPeer } from './peer-differences.ts';

const mongo = await database();
const model = modelsOf(mongo.connection());

describe('save', () => {
  it('inserts, then updates only what changed', async () => {
    const Call = await model({ state: String, seconds: Number, tags: [String] });
    const call = await new Call({ state: 'new', seconds: 0 }).save();
    expect(call.isNew).toBe(false);
    await Call.collection.updateOne({ state: 'new' }, { $set: { seconds: 9 } });
    call.state = 'old';
    await call.save();
    expect(await Call.findById(call._id).lean()).toEqual({
      _id: call._id,
      __v: 0,
      state: 'old',
      seconds: 9,
      tags: [],
    });
    await call.deleteOne();
    expect(await Call.countDocuments()).toBe(0);
    call.state = 'gone';
    await expect(call.save()).rejects.toBeInstanceOf(mongoose.Error.DocumentNotFoundError);
  });

  it('runs hooks and validators in their order', async () => {
    const steps: string[] = [];
    const schema = new mongoose.Schema({ n: { type: Number, required: true, min: 1 } });
    schema.pre('validate', () => void steps.push('pre validate'));
    schema.post('validate', () => void steps.push('post validate'));
    schema.pre('save', () => void steps.push('pre save'));
    schema.post('save', () => void steps.push('post save'));
    schema.pre('findOneAndUpdate', function () {
      this.set({ hooked: true });
      steps.push('pre findOneAndUpdate');
    });
    schema.pre('deleteOne', { document: true, query: false }, () => void steps.push('pre deleteOne'));
    schema.add({ hooked: Boolean });
    const Call = await model(schema);
    const call = await Call.create({ n: 1 });
    expect(await Call.findOneAndUpdate({ n: 1 }, { n: 2 }, { returnDocument: 'after' })).toMatchObject({
      n: 2,
      hooked: true,
    });
    await call.deleteOne();
    expect(steps).toEqual([
      'pre validate',
      'post validate',
      'pre save',
      'post save',
      'pre findOneAndUpdate',
      'pre deleteOne',
    ]);
    await expect(new Call({ n: 0 }).save()).rejects.toBeInstanceOf(mongoose.Error.ValidationError);
    await expect(new Call({}).save()).rejects.toThrow(/required/);
    expect(await Call.countDocuments()).toBe(0);
  });

  it('keeps timestamps', async () => {
    const Call = await model(new mongoose.Schema({ n: Number }, { timestamps: true }));
    const call = await Call.create({ n: 1 });
    expect(call.createdAt).toEqual(call.updatedAt);
    const after = await Call.findOneAndUpdate(
      { _id: call._id },
      { n: 2, updatedAt: new Date(0) },
      { returnDocument: 'after' },
    );
    expect(after?.createdAt).toEqual(call.createdAt);
    expect(after?.updatedAt.getTime()).toBeGreaterThanOrEqual(call.createdAt.getTime());
    await Call.updateOne({ n: 3 }, { $set: { n: 3 } }, { upsert: true });
    const upserted = await Call.findOne({ n: 3 });
    expect(upserted?.createdAt).toBeInstanceOf(Date);
    expect(upserted?.updatedAt).toEqual(upserted?.createdAt);
    await Call.bulkWrite([{ updateMany: { filter: {}, update: { $inc: { n: 10 } } } }]);
    const all = await Call.find().lean();
    expect(all.every((d) => d.updatedAt >= d.createdAt && d.n > 10)).toBe(true);
  });

  it('refuses a save of an older version', async () => {
    const Call = await model(
      new mongoose.Schema({ n: Number, list: [Number] }, { optimisticConcurrency: true }),
    );
    await Call.create({ _id: new mongoose.Types.ObjectId(), n: 0, list: [1] });
    const [mine, theirs] = [await Call.findOne().orFail(), await Call.findOne().orFail()];
    mine.n = 1;
    await mine.save();
    theirs.n = 2;
    await expect(theirs.save()).rejects.toBeInstanceOf(mongoose.Error.VersionError);
    expect(await Call.findOne().lean()).toMatchObject({ n: 1, __v: 1 });
  });

  it('refuses a save by position in an array that somebody else changed', async () => {
    const Call = await model({ list: [{ n: Number }] });
    await Call.create({ list: [{ n: 1 }, { n: 2 }] });
    const [mine, theirs] = [await Call.findOne().orFail(), await Call.findOne().orFail()];
    mine.list.splice(0, 1);
    await mine.save();
    theirs.list[1].n = 5;
    await expect(theirs.save()).rejects.toBeInstanceOf(mongoose.Error.VersionError);
    expect((await Call.findOne().lean())?.list).toMatchObject([{ n: 2 }]);
  });

  it('writes changes of arrays and nested documents as operators', async () => {
    const Call = await model({ tags: [String], deep: { a: Number, list: [{ k: String, n: Number }] } });
    const call = await Call.create({ tags: ['a'], deep: { a: 1, list: [{ k: 'x', n: 1 }] } });
    call.tags.push('b');
    call.tags.addToSet('a', 'c');
    call.deep.list[0].n = 2;
    call.deep.list.push({ k: 'y', n: 3 });
    await call.save();
    call.tags.pull('a');
    call.deep.a = undefined;
    await call.save();
    const found = await Call.findOne().lean();
    expect(found?.tags).toEqual(['b', 'c']);
    expect(found?.deep).not.toHaveProperty('a');
    expect(found?.deep.list).toMatchObject([
      { k: 'x', n: 2 },
      { k: 'y', n: 3 },
    ]);
  });
});

describe('unique', () => {
  it('fails a save with the index, its pattern and value', async () => {
    const schema = new mongoose.Schema({ tenant: String, number: String });
    schema.index({ tenant: 1, number: 1 }, { unique: true });
    const Line = await model(schema);
    await Line.create({ tenant: 't', number: '+41' });
    const error = await Line.create({ tenant: 't', number: '+41' }).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'MongoServerError', code: 11000 });
    expect(error.message).toMatch(/tenant_1_number_1/);
    await unlessPeer('duplicate-key-details', () => {
      expect(error).toMatchObject({
        keyPattern: { tenant: 1, number: 1 },
        keyValue: { tenant: 't', number: '+41' },
      });
    });
    await Line.create({ tenant: 'u', number: '+41' });
    await expect(Line.updateOne({ tenant: 'u' }, { tenant: 't' })).rejects.toMatchObject({ code: 11000 });
  });
});

describe('discriminators', () => {
  it('share a collection and find their own', async () => {
    const Event = await model(new mongoose.Schema({ at: Date }, { discriminatorKey: 'kind' }));
    const Ring = Event.discriminator(`${Event.modelName}Ring`, new mongoose.Schema({ from: String }), 'ring');
    const End = Event.discriminator(`${Event.modelName}End`, new mongoose.Schema({ reason: String }), 'end');
    await Promise.all([Event.init(), Ring.init(), End.init()]);
    await Ring.create({ at: new Date(1), from: '+41' });
    await End.create({ at: new Date(2), reason: 'hangup' });
    await Event.create({ at: new Date(3) });
    expect(await Ring.countDocuments()).toBe(1);
    const all = await Event.find().sort({ at: 1 });
    expect(all[0]).toBeInstanceOf(Ring);
    expect(all[1]).toMatchObject({ kind: 'end', reason: 'hangup' });
    expect(await End.aggregate([{ $project: { _id: 0, reason: 1 } }])).toEqual([{ reason: 'hangup' }]);
  });
});
