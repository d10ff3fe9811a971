import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { type AnyModel, modelsOf } from '../support/models.ts';

const mongo = await database();
const model = modelsOf(mongo.connection());

describe('populate', () => {
  let Tenant: AnyModel;
  let Call: AnyModel;
  beforeAll(async () => {
    const tenant = new mongoose.Schema({ _id: String, name: String });
    tenant.virtual('calls', {
      ref: `${mongo.name}Call`,
      localField: '_id',
      foreignField: 'tenant',
      options: { sort: { n: -1 } },
    });
    tenant.virtual('callCount', {
      ref: `${mongo.name}Call`,
      localField: '_id',
      foreignField: 'tenant',
      count: true,
    });
    Tenant = await model(tenant, `${mongo.name}Tenant`);
    Call = await model(
      {
        n: Number,
        tenant: { type: String, ref: `${mongo.name}Tenant` },
        seen: [{ type: String, ref: `${mongo.name}Tenant` }],
        steps: [{ by: { type: String, ref: `${mongo.name}Tenant` } }],
      },
      `${mongo.name}Call`,
    );
    await Tenant.create([
      { _id: 'a', name: 'A' },
      { _id: 'b', name: 'B' },
      { _id: 'c', name: 'C' },
    ]);
    await Call.create([
      { n: 1, tenant: 'a', seen: ['b', 'a', 'gone'], steps: [{ by: 'c' }, { by: 'a' }] },
      { n: 2, tenant: 'a', seen: [] },
      { n: 3, tenant: 'gone' },
    ]);
  });

  it('follows one reference, many, and those in sub-documents', async () => {
    const call = await Call.findOne({ n: 1 }).populate(['tenant', 'seen', 'steps.by']).lean();
    expect(call?.tenant).toMatchObject({ _id: 'a', name: 'A' });
    expect(call?.seen.map((d: { name: string }) => d.name)).toEqual(['B', 'A']);
    expect(call?.steps.map((d: { by: { name: string } }) => d.by.name)).toEqual(['C', 'A']);
    expect((await Call.findOne({ n: 3 }).populate('tenant').lean())?.tenant).toBeNull();
  });

  it('selects, matches and sorts', async () => {
    const call = await Call.findOne({ n: 1 })
      .populate({ path: 'seen', select: 'name -_id', match: { name: { $gt: 'A' } } })
      .lean();
    expect(call?.seen).toEqual([{ name: 'B' }]);
  });

  it('follows virtuals, and counts them', async () => {
    const tenants = await Tenant.find().sort({ _id: 1 }).populate(['calls', 'callCount']);
    expect(tenants.map((tenant) => tenant.callCount)).toEqual([2, 0, 0]);
    expect(tenants[0]?.calls.map((call: { n: number }) => call.n)).toEqual([2, 1]);
    const limited = await Tenant.findById('a').populate({ path: 'calls', perDocumentLimit: 1 }).orFail();
    expect(limited.calls).toHaveLength(1);
  });
});

describe('reading', () => {
  let Call: AnyModel;
  beforeAll(async () => {
    Call = await model({ n: Number, tag: String, lines: [{ speaker: String, text: String, _id: false }] });
    await Call.insertMany(
      Array.from({ length: 30 }, (_, n) => ({
        n,
        tag: `t${n % 3}`,
        lines: [
          { speaker: 'agent', text: `a${n}` },
          { speaker: 'caller', text: `c${n}` },
        ],
      })),
    );
  });

  it('lean gives plain objects', async () => {
    const [lean] = await Call.find({ n: 3 }).lean();
    expect(Object.getPrototypeOf(lean)).toBe(Object.prototype);
    expect(lean).toMatchObject({ n: 3, tag: 't0' });
    const document = await Call.findOne({ n: 3 }).orFail();
    expect(document).toBeInstanceOf(Call);
    expect(document.toObject()).toEqual(lean);
  });

  it('counts, lists distinct values and tells existence', async () => {
    expect(await Call.countDocuments({ tag: 't1' })).toBe(10);
    expect(await Call.estimatedDocumentCount()).toBe(30);
    expect((await Call.distinct('tag', { n: { $lt: 2 } })).sort()).toEqual(['t0', 't1']);
    expect(await Call.exists({ n: 5 })).toEqual({ _id: expect.anything() });
    expect(await Call.exists({ n: 50 })).toBeNull();
  });

  it('finds by dotted paths into arrays', async () => {
    expect(await Call.countDocuments({ 'lines.text': 'c7' })).toBe(1);
    expect(await Call.countDocuments({ 'lines.0.text': 'c7' })).toBe(0);
    expect(await Call.countDocuments({ 'lines.1.text': 'c7' })).toBe(1);
    expect(await Call.countDocuments({ lines: { $elemMatch: { speaker: 'agent', text: 'c7' } } })).toBe(0);
    expect(
      await Call.find({ 'lines.text': /^a1\d$/ })
        .select('n -_id')
        .sort('n')
        .limit(2)
        .lean(),
    ).toEqual([{ n: 10 }, { n: 11 }]);
  });

  it('selects, pages and sorts', async () => {
    const page = await Call.find({ tag: 't2' })
      .select({ n: 1, _id: 0 })
      .sort({ n: 'desc' })
      .skip(2)
      .limit(3)
      .lean();
    expect(page).toEqual([{ n: 23 }, { n: 20 }, { n: 17 }]);
  });

  it('finds by id, and nothing by a foreign one', async () => {
    const { _id } = await Call.findOne({ n: 9 }).orFail();
    expect(await Call.findById(String(_id))).toMatchObject({ n: 9 });
    expect(await Call.findById(new mongoose.Types.ObjectId())).toBeNull();
    await expect(Call.findById('no id')).rejects.toBeInstanceOf(mongoose.Error.CastError);
    await expect(Call.findOne({ n: 50 }).orFail()).rejects.toBeInstanceOf(
      mongoose.Error.DocumentNotFoundError,
    );
  });
});

describe('cursors over 10,000 documents', () => {
  let Call: AnyModel;
  beforeAll(async () => {
    Call = await model({ n: Number, tag: Number });
    await Call.insertMany(
      Array.from({ length: 10_000 }, (_, n) => ({ n, tag: n % 10 })),
      { ordered: false, lean: true },
    );
  });

  it('give every document once, in order', async () => {
    let expected = 0;
    for await (const call of Call.find().sort({ n: 1 }).lean().cursor({ batchSize: 700 }))
      expect(call.n).toBe(expected++);
    expect(expected).toBe(10_000);
  });

  it('work on several documents at a time', async () => {
    let sum = 0;
    await Call.find({ tag: 4 })
      .cursor({ batchSize: 64 })
      .eachAsync(
        async (call) => {
          sum += call.n;
        },
        { parallel: 8 },
      );
    expect(sum).toBe(1000 * 4 + 10 * ((999 * 1000) / 2));
  });

  it('may be closed early', async () => {
    const cursor = Call.find().lean().cursor({ batchSize: 10 });
    for (let i = 0; i < 25; i++) await cursor.next();
    await cursor.close();
    expect(await Call.countDocuments()).toBe(10_000);
  });

  it('run over aggregations', async () => {
    const groups = [];
    for await (const group of Call.aggregate([
      { $group: { _id: '$tag', n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]).cursor({ batchSize: 3 }))
      groups.push(group);
    expect(groups).toEqual(Array.from({ length: 10 }, (_, _id) => ({ _id, n: 1000 })));
  });

  it('see later writes or not, but never a document twice', async () => {
    const seen = new Set<number>();
    for await (const call of Call.find({ tag: 7 }).sort({ n: 1 }).lean().cursor({ batchSize: 100 })) {
      expect(seen.has(call.n)).toBe(false);
      seen.add(call.n);
      if (seen.size % 100 === 1)
        await Call.updateMany({ tag: 7 }, { $set: { touched: 1 } }, { strict: false });
    }
    expect(seen.size).toBe(1000);
  });
});
