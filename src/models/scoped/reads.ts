/**
 * The reads of a repository, without their types: those are promised by `Reads` and held by the schema. Of a caller's
 * options only those that are named here get through.
 */
import type { Model, PipelineStage } from 'mongoose';
import { type Scope, ScopeError } from '../../core/tenancy.ts';
import { asked, translated } from '../failures.ts';
import { scopedFilter } from './filter.ts';
import { isRemembered } from './known.ts';
import { leanFor } from './lean.ts';
import { scopedPipeline } from './pipeline.ts';
import { plainQuery } from './plain.ts';
import type { FindOneOptions, FindOptions, ReadFrom, Reads, Stored } from './types.ts';

type FindOne = FindOneOptions<string>;
type Find = FindOptions<string>;

/** The driver's first batch would be of 101: a list that is longer would take two round trips. */
const batchSize = 1_000;

export function readsOf(model: Model<Stored>) {
  const { lean, ...values } = leanFor(model.schema);
  const query = (scope: Scope, filter: unknown, options: Find = {}) =>
    model.find(scopedFilter(scope, filter), projectionOf(options.select), {
      lean,
      ...values,
      ...readFrom(options),
      ...paging(options),
    });

  async function find(scope: Scope, filter: unknown, options?: Find) {
    return asked(() => query(scope, filter, options).batchSize(batchSize).exec());
  }

  async function findOne(scope: Scope, filter: unknown, options?: FindOne) {
    const [found = null] = await find(scope, filter, { ...options, skip: 0, limit: 1 });
    return found;
  }

  return {
    find,
    findOne,
    async findById(scope: Scope, id: string, options?: FindOne) {
      if (typeof id !== 'string') throw new ScopeError('an id is a text');
      return findOne(scope, { _id: id }, options);
    },
    async *cursor(scope: Scope, filter: unknown, options?: Find) {
      const cursor = query(scope, filter, options).cursor();
      try {
        for await (const document of cursor) yield document;
      } catch (error) {
        throw translated(error);
      } finally {
        await cursor.close();
      }
    },
    async count(scope: Scope, filter: unknown, options?: ReadFrom) {
      return asked(() => model.countDocuments(scopedFilter(scope, filter), readFrom(options)).exec());
    },
    async exists(scope: Scope, filter: unknown) {
      return (await findOne(scope, filter, { select: ['_id'] })) !== null;
    },
    async distinct(scope: Scope, field: string, filter: unknown, options?: ReadFrom) {
      const how = { ...values, ...readFrom(options) };
      return asked(() => model.distinct(field, scopedFilter(scope, filter), how).exec());
    },
    async aggregate(scope: Scope, pipeline: unknown, options?: ReadFrom) {
      const stages = scopedPipeline(scope, pipeline, (collection) => isRemembered(model.db, collection));
      const how = { ...values, ...readFrom(options) };
      return asked(() => model.aggregate<object>(stages as unknown as PipelineStage[], how).exec());
    },
  } satisfies Record<keyof Reads<Stored>, unknown>;
}

/** Fields by name alone: what a projection could compute, `aggregate` can. */
export function projectionOf(select: readonly string[] | undefined): Record<string, 1> | undefined {
  return select && Object.fromEntries(['_id', ...select].map((field) => [String(field), 1 as const]));
}

export function paging({ sort, skip, limit }: Find) {
  return {
    ...(sort === undefined ? {} : { sort: plainQuery(sort) }),
    ...(skip === undefined ? {} : { skip }),
    ...(limit === undefined ? {} : { limit }),
  };
}

function readFrom({ readPreference, readConcern }: ReadFrom = {}) {
  return {
    ...(readPreference === undefined ? {} : { readPreference }),
    ...(readConcern === undefined ? {} : { readConcern: { level: readConcern } }),
  };
}
