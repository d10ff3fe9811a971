import { beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import type { Doc } from '../support/driver.ts';
import { differs } from './peer-differences.ts';

const mongo = await database();

/** The stages of a plan by name, from the outermost inwards, with the index that is scanned. */
function stagesOf(plan: Doc): { stages: string[]; indexName: string | undefined } {
  const stages: string[] = [];
  let indexName: string | undefined;
  for (const todo: Doc[] = [plan]; todo.length > 0; ) {
    const stage = todo.pop() as Doc;
    stages.push(stage.stage);
    indexName ??= stage.indexName;
    if (stage.inputStage) todo.push(stage.inputStage);
    todo.push(...(stage.inputStages ?? []));
  }
  return { stages, indexName };
}

describe.skipIf(differs('explain'))('explain', () => {
  const c = mongo.collection();
  const keys = async (
    filter: Doc,
    build: (cursor: ReturnType<typeof c.find>) => typeof cursor = (x) => x,
  ) => {
    const plan = await build(c.find(filter)).explain('executionStats');
    const { totalKeysExamined, totalDocsExamined, nReturned, executionSuccess } = plan.executionStats;
    expect(executionSuccess).toBe(true);
    return { ...stagesOf(plan.queryPlanner.winningPlan), totalKeysExamined, totalDocsExamined, nReturned };
  };

  beforeAll(async () => {
    await c.createIndex({ tenant: 1, at: -1 });
    await c.createIndex({ state: 1 });
    await c.createIndex({ live: 1 }, { partialFilterExpression: { live: true } });
    await c.createIndex({ sparse: 1 }, { sparse: true });
    await c.insertMany(
      Array.from({ length: 1000 }, (_, n) => ({
        _id: n,
        tenant: n % 10,
        at: n,
        state: ['new', 'old', 'done'][n % 3],
        live: n % 50 === 0,
        ...(n % 100 === 0 ? { sparse: n } : {}),
        plain: n,
      })),
    );
  });

  it('scans the collection where no index serves', async () => {
    const found = await keys({ plain: { $gte: 990 } });
    expect(found).toMatchObject({ totalKeysExamined: 0, totalDocsExamined: 1000, nReturned: 10 });
    expect(found.stages).toContain('COLLSCAN');
  });

  it('finds by _id through the index on it', async () => {
    const found = await keys({ _id: 5 });
    expect(found.totalDocsExamined).toBe(1);
    expect(found.stages.some((stage) => ['IDHACK', 'EXPRESS_IXSCAN', 'IXSCAN'].includes(stage))).toBe(true);
  });

  it('uses the prefix of a compound index', async () => {
    const found = await keys({ tenant: 3 });
    expect(found).toMatchObject({ indexName: 'tenant_1_at_-1', totalDocsExamined: 100, nReturned: 100 });
    expect(found.stages).toContain('IXSCAN');
    expect(found.totalKeysExamined).toBeLessThanOrEqual(101);
  });

  it('reads only the page that a sorted query asks for', async () => {
    const found = await keys({ tenant: 3 }, (cursor) => cursor.sort({ at: -1 }).limit(10));
    expect(found).toMatchObject({ indexName: 'tenant_1_at_-1', totalDocsExamined: 10, nReturned: 10 });
    expect(found.stages).not.toContain('SORT');
    const backwards = await keys({ tenant: 3 }, (cursor) => cursor.sort({ at: 1 }).limit(10));
    expect(backwards).toMatchObject({ totalDocsExamined: 10 });
    expect(backwards.stages).not.toContain('SORT');
  });

  it('sorts by itself what no index sorts', async () => {
    const found = await keys({ tenant: 3 }, (cursor) => cursor.sort({ plain: 1 }).limit(10));
    expect(found).toMatchObject({ indexName: 'tenant_1_at_-1', totalDocsExamined: 100 });
    expect(found.stages).toContain('SORT');
  });

  it('bounds a range behind an equality', async () => {
    const found = await keys({ tenant: 3, at: { $gte: 900, $lt: 950 } });
    expect(found).toMatchObject({ totalDocsExamined: 5, nReturned: 5 });
    expect(found.totalKeysExamined).toBeLessThanOrEqual(6);
  });

  it('uses an index for $in and for each branch of $or', async () => {
    const several = await keys({ state: { $in: ['old', 'none'] } });
    expect(several).toMatchObject({ indexName: 'state_1', totalDocsExamined: 333, nReturned: 333 });
    const either = await keys({ $or: [{ tenant: 3, at: 993 }, { _id: 7 }] });
    expect(either.nReturned).toBe(2);
    expect(either.totalDocsExamined).toBeLessThanOrEqual(2);
    expect(either.stages).not.toContain('COLLSCAN');
  });

  it('uses a partial index only where its filter is part of the query', async () => {
    expect(await keys({ live: true })).toMatchObject({ indexName: 'live_1', totalDocsExamined: 20 });
    expect((await keys({ live: false })).stages).toContain('COLLSCAN');
  });

  it('does not use a sparse index to find what is missing', async () => {
    expect(await keys({ sparse: 300 })).toMatchObject({ indexName: 'sparse_1', totalDocsExamined: 1 });
    expect(await keys({ sparse: null })).toMatchObject({ totalDocsExamined: 1000, nReturned: 990 });
  });

  it('follows a hint', async () => {
    const hinted = await keys({ tenant: 3, state: 'new' }, (cursor) => cursor.hint('state_1'));
    expect(hinted).toMatchObject({ indexName: 'state_1', totalDocsExamined: 334 });
    const natural = await keys({ tenant: 3 }, (cursor) => cursor.hint({ $natural: 1 }));
    expect(natural.stages).toContain('COLLSCAN');
  });

  it('counts from the index alone', async () => {
    const command = {
      explain: { count: c.collectionName, query: { state: 'new' } },
      verbosity: 'executionStats',
    };
    const plan = await mongo.db.command(command);
    expect(plan.executionStats.totalDocsExamined).toBe(0);
    expect(stagesOf(plan.queryPlanner.winningPlan).indexName).toBe('state_1');
  });

  it('says nothing of execution when only the plan is asked for', async () => {
    const plan = await c.find({ tenant: 1 }).explain('queryPlanner');
    expect(plan).not.toHaveProperty('executionStats');
    expect(plan.queryPlanner.namespace).toBe(`${mongo.name}.${c.collectionName}`);
    expect(stagesOf(plan.queryPlanner.winningPlan).stages).toContain('IXSCAN');
  });

  it('explains an aggregation, an update and a delete without doing them', async () => {
    const pipeline = [{ $match: { tenant: 3 } }, { $sort: { at: -1 } }, { $limit: 5 }];
    expect(JSON.stringify(await c.aggregate(pipeline).explain('executionStats'))).toContain('tenant_1_at_-1');
    const explain = (command: Doc) => mongo.db.command({ explain: command, verbosity: 'executionStats' });
    const update = {
      update: c.collectionName,
      updates: [{ q: { tenant: 3 }, u: { $set: { changed: 1 } }, multi: true }],
    };
    expect(JSON.stringify(await explain(update))).toContain('tenant_1_at_-1');
    await explain({ delete: c.collectionName, deletes: [{ q: { tenant: 3 }, limit: 0 }] });
    expect(await c.countDocuments({ changed: 1 })).toBe(0);
    expect(await c.countDocuments()).toBe(1000);
  });

  describe('of an index with an array in it', () => {
    const many = mongo.collection();
    const examined = async (filter: Doc, sort: Doc) => {
      const plan = await many.find(filter).sort(sort).limit(5).explain('executionStats');
      const ids = (await many.find(filter).sort(sort).limit(5).toArray()).map(({ _id }) => _id);
      return { ...stagesOf(plan.queryPlanner.winningPlan), keys: plan.executionStats.totalKeysExamined, ids };
    };

    beforeAll(async () => {
      await many.createIndex({ tenant: 1, tags: 1, at: -1 });
      await many.createIndex({ 'of.tenant': 1, 'of.call': 1, at: 1 });
      await many.insertMany(
        Array.from({ length: 1000 }, (_, n) => ({
          _id: n,
          tenant: 1,
          tags: ['every', 'one', `n${n % 100}`, 'every'],
          at: n,
          of: [
            { tenant: 1, call: n % 100 },
            { tenant: 2, call: -1 },
          ],
        })),
      );
    });

    it('a range and the order of another field are served where one element is asked for', async () => {
      const found = await examined({ tenant: 1, tags: 'every', at: { $lte: 500, $gt: 3 } }, { at: -1 });
      expect(found.ids).toEqual([500, 499, 498, 497, 496]);
      expect(found.stages).not.toContain('SORT');
      expect(found.keys).toBeLessThanOrEqual(6);
      const rare = await examined({ tenant: 1, tags: 'n7', at: { $gte: 200 } }, { at: 1 });
      expect(rare.ids).toEqual([207, 307, 407, 507, 607]);
      expect(rare.keys).toBeLessThanOrEqual(6);
    });

    it('of several elements each document is told once, in the order that was asked for', async () => {
      const found = await examined(
        { tenant: 1, tags: { $in: ['every', 'one'] }, at: { $lt: 10 } },
        { at: -1 },
      );
      expect(found.ids).toEqual([9, 8, 7, 6, 5]);
      expect(await many.countDocuments({ tenant: 1, tags: { $in: ['every', 'one'] } })).toBe(1000);
    });

    it('two fields of one element are both looked for, and of two elements both are found', async () => {
      const one = await examined({ of: { $elemMatch: { tenant: 1, call: 7 } }, at: { $gt: 100 } }, { at: 1 });
      expect(one.ids).toEqual([107, 207, 307, 407, 507]);
      expect(one.keys).toBeLessThanOrEqual(6);
      expect(await many.countDocuments({ of: { $elemMatch: { tenant: 2, call: 7 } } })).toBe(0);
      expect(await many.countDocuments({ 'of.tenant': 2, 'of.call': 7 })).toBe(10);
    });

    it('an order that began as one of single values is right when an array comes', async () => {
      const c = mongo.collection();
      await c.createIndex({ tenant: 1, at: 1 });
      await c.insertMany([1, 2, 3].map((at) => ({ _id: at, tenant: 1, at })));
      await c.insertOne({ _id: 4, tenant: 1, at: [0, 9] as unknown as number });
      const ids = (
        await c
          .find({ tenant: 1, at: { $gte: 2 } })
          .sort({ at: 1 })
          .toArray()
      ).map(({ _id }) => _id);
      expect(ids).toEqual([4, 2, 3]);
    });
  });
});
