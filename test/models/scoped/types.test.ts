/** What does not compile, and is refused at run time all the same. Lines that begin to compile fail the check of types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Scope, ScopeError } from '../../../src/core/tenancy.ts';
import { database } from '../../helpers/mongo.ts';
import { everyTenant, type Note, note, sample, scopeA, tenantA } from './sample.ts';

const mongo = await database();
const { notes } = await sample(mongo.connection());
const set = { $set: { text: 'x' } };

const refused = (promise: Promise<unknown>) => expect(promise).rejects.toThrow(ScopeError);

it('no method compiles without a scope', async () => {
  // @ts-expect-error
  await refused(notes.find({}));
  // @ts-expect-error
  await refused(notes.findOne({ key: 'a' }));
  // @ts-expect-error
  await refused(notes.findById('a'));
  // @ts-expect-error
  await refused(notes.cursor({})[Symbol.asyncIterator]().next());
  // @ts-expect-error
  await refused(notes.count({}));
  // @ts-expect-error
  await refused(notes.exists({ key: 'a' }));
  // @ts-expect-error
  await refused(notes.distinct('key', {}));
  // @ts-expect-error
  await refused(notes.aggregate([{ $match: {} }]));
  // @ts-expect-error
  await refused(notes.insertOne(note('a')));
  // @ts-expect-error
  await refused(notes.insertMany([note('a')]));
  // @ts-expect-error
  await refused(notes.updateOne({}, set));
  // @ts-expect-error
  await refused(notes.updateMany({}, set));
  // @ts-expect-error
  await refused(notes.findOneAndUpdate({}, set));
  // @ts-expect-error
  await refused(notes.deleteOne({ key: 'a' }));
  // @ts-expect-error
  await refused(notes.deleteMany({}));
  // @ts-expect-error
  await refused(notes.bulkWrite([{ deleteOne: { filter: {} } }]));
});

it('what looks like a scope is none', async () => {
  // @ts-expect-error
  await refused(notes.find({ ...scopeA }, {}));
  // @ts-expect-error
  await refused(notes.find({ tenantId: tenantA }, {}));
  // @ts-expect-error
  await refused(notes.find(tenantA, {}));
  // @ts-expect-error
  await refused(notes.find(undefined, {}));
});

it('a tenant’s scope leaves no room for a tenant in the filter or the update', async () => {
  // @ts-expect-error
  await refused(notes.find(scopeA, { tenantId: tenantA }));
  // @ts-expect-error
  await refused(notes.deleteMany(scopeA, { $or: [{ tenantId: tenantA }] }));
  // @ts-expect-error
  await refused(notes.updateOne(scopeA, {}, { $set: { tenantId: tenantA } }));
  // @ts-expect-error
  await refused(notes.updateOne(scopeA, {}, { $rename: { key: 'tenantId' } }));
  // @ts-expect-error
  await refused(notes.updateOne(scopeA, {}, { text: 'a whole document' }));
  // @ts-expect-error
  await refused(notes.updateOne(scopeA, {}, [{ $set: { text: 'computed' } }]));
  expect(await notes.find(everyTenant, { tenantId: tenantA })).toEqual([]);
});

describe('names and types of fields', () => {
  it('are checked in filters and updates', async () => {
    // @ts-expect-error
    await expect(notes.find(scopeA, { kay: 'a' })).rejects.toThrow('kay');
    // @ts-expect-error
    await expect(notes.find(scopeA, { rev: 'x' })).rejects.toThrow('rev');
    // @ts-expect-error
    await expect(notes.find(scopeA, { rev: { $gt: 'x' } })).rejects.toThrow('rev');
    // @ts-expect-error
    await expect(notes.updateOne(scopeA, {}, { $set: { rev: 'x' } })).rejects.toThrow('rev');
    expect(await notes.find(scopeA, { key: /^a/, tags: 'x', rev: { $gte: 1 }, 'detail.kind': 'k' })).toEqual(
      [],
    );
  });

  it('are known of what is found', async () => {
    const inTenant: Scope = scopeA;
    expectTypeOf(await notes.find(inTenant, {})).toExtend<Note[]>();
    expectTypeOf(await notes.findOne(scopeA, {})).toExtend<Note | null>();
    const [found] = await notes.find(scopeA, {}, { select: ['key'] });
    expectTypeOf(found).toEqualTypeOf<Pick<Note, 'key' | '_id'> | undefined>();
    // @ts-expect-error it was not selected
    expect(found?.rev).toBeUndefined();
    expectTypeOf(await notes.distinct(scopeA, 'tags', {})).toEqualTypeOf<string[]>();
    expectTypeOf(await notes.distinct(scopeA, 'micros', {})).toEqualTypeOf<bigint[]>();
    expectTypeOf(await notes.aggregate<{ n: number }>(scopeA, [])).toEqualTypeOf<{ n: number }[]>();
  });
});
