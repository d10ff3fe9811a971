/** The writes of a repository, without their types: those are promised by `Writes`. */
import type { Collection, Model } from 'mongoose';
import { assertScope, type Scope, ScopeError } from '../../core/tenancy.ts';
import { asked } from '../failures.ts';
import { bulkWritten, nothingWritten } from './bulk.ts';
import { scopedDocument } from './document.ts';
import { scopedFilter, scopedUpsertFilter } from './filter.ts';
import { leanFor } from './lean.ts';
import { paging, projectionOf } from './reads.ts';
import type {
  BulkOptions,
  FindOneAndUpdateOptions,
  InsertOptions,
  Stored,
  Updated,
  UpdateOptions,
  Writes,
} from './types.ts';
import { checkedUpdate } from './update.ts';

/** One of the three, as `BulkEntry` says. */
interface Entry {
  readonly insertOne?: { readonly document: unknown };
  readonly updateOne?: { readonly filter: unknown; readonly update: unknown; readonly upsert?: boolean };
  readonly deleteOne?: { readonly filter: unknown };
}

export function writesOf(model: Model<Stored>) {
  const lean = leanFor(model.schema);
  const collection = model.collection as unknown as Collection<Stored>;

  /** Cast, filled in and validated by the schema, as it will be stored. */
  async function prepared(scope: Scope, document: unknown): Promise<Stored> {
    const hydrated = new model(scopedDocument(scope, document));
    await hydrated.validate();
    return model.applyTimestamps(hydrated.toBSON()) as Stored;
  }

  function asMade(scope: Scope, document: unknown): Stored {
    if (model.schema.get('timestamps'))
      throw new ScopeError('what is inserted as it is made gets no timestamps');
    return scopedDocument(scope, document) as unknown as Stored;
  }

  async function entryFor(scope: Scope, { insertOne, updateOne, deleteOne }: Entry) {
    if (insertOne !== undefined) {
      const document = await prepared(scope, insertOne.document);
      return { insertOne: { document, skipValidation: true, timestamps: false } };
    }
    if (updateOne !== undefined) {
      const { filter, update, upsert = false } = updateOne;
      return {
        updateOne: { filter: filterFor(scope, filter, upsert), update: checkedUpdate(update), upsert },
      };
    }
    if (deleteOne !== undefined) return { deleteOne: { filter: scopedFilter(scope, deleteOne.filter) } };
    throw new ScopeError('an entry of bulkWrite is insertOne, updateOne or deleteOne');
  }

  return {
    async insertOne(scope: Scope, document: unknown) {
      const ready = await prepared(scope, document);
      await asked(() => collection.insertOne(ready));
    },
    async insertMany(scope: Scope, documents: readonly unknown[], options?: InsertOptions) {
      const ready = options?.asMade ? asMade : prepared;
      const all = await Promise.all(listOf(scope, documents).map((document) => ready(scope, document)));
      const operations = all.map((document) => ({ insertOne: { document } }));
      if (operations.length === 0) return nothingWritten;
      return bulkWritten(() => collection.bulkWrite(operations, bulkOptions(options)));
    },
    async updateOne(scope: Scope, filter: unknown, update: unknown, { upsert = false }: UpdateOptions = {}) {
      const [where, what] = [filterFor(scope, filter, upsert), checkedUpdate(update)];
      return countsOf(await asked(() => model.updateOne(where, what, { upsert }).exec()));
    },
    async updateMany(scope: Scope, filter: unknown, update: unknown) {
      const [where, what] = [scopedFilter(scope, filter), checkedUpdate(update)];
      return countsOf(await asked(() => model.updateMany(where, what).exec()));
    },
    async findOneAndUpdate(
      scope: Scope,
      filter: unknown,
      update: unknown,
      { upsert = false, returnDocument = 'after', select, ...order }: FindOneAndUpdateOptions<string> = {},
    ) {
      const [where, what] = [filterFor(scope, filter, upsert), checkedUpdate(update)];
      const projection = projectionOf(select);
      const how = { ...lean, ...paging(order), ...(projection && { projection }), upsert, returnDocument };
      return asked(() => model.findOneAndUpdate(where, what, how).exec());
    },
    async deleteOne(scope: Scope, filter: unknown) {
      return (await asked(() => model.deleteOne(scopedFilter(scope, filter)).exec())).deletedCount;
    },
    async deleteMany(scope: Scope, filter: unknown) {
      return (await asked(() => model.deleteMany(scopedFilter(scope, filter)).exec())).deletedCount;
    },
    async bulkWrite(scope: Scope, entries: readonly Entry[], options?: BulkOptions) {
      const operations = await Promise.all(listOf(scope, entries).map((entry) => entryFor(scope, entry)));
      if (operations.length === 0) return nothingWritten;
      const how = { ...bulkOptions(options), throwOnValidationError: true };
      return bulkWritten(() => model.bulkWrite(operations, how));
    },
  } satisfies Record<keyof Writes<Stored>, unknown>;
}

/** Checked here, because an empty list asks for no scope any more. */
function listOf<Item>(scope: Scope, items: readonly Item[]): readonly Item[] {
  assertScope(scope);
  if (Array.isArray(items)) return items;
  throw new ScopeError('many are written as a list');
}

const durably = { w: 'majority', journal: true } as const;

function bulkOptions({ ordered = true, durable = false }: BulkOptions = {}) {
  return { ordered, ...(durable && { writeConcern: durably }) };
}

function filterFor(scope: Scope, filter: unknown, upsert: boolean) {
  return upsert ? scopedUpsertFilter(scope, filter) : scopedFilter(scope, filter);
}

function countsOf({ matchedCount, modifiedCount, upsertedCount }: Updated): Updated {
  return { matchedCount, modifiedCount, upsertedCount };
}
