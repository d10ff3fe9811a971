/**
 * A repository: the only way to a collection of tenants' data. It has the methods that are named here and no others,
 * and each of them begins with the scope that says whose data it may touch.
 */
import type { Model, Schema } from 'mongoose';
import { remember } from './scoped/known.ts';
import { readsOf } from './scoped/reads.ts';
import { assertSuitable } from './scoped/suitable.ts';
import type { Repository, Stored } from './scoped/types.ts';
import { writesOf } from './scoped/writes.ts';

export { DuplicateKey } from './failures.ts';
export { storedOptions } from './scoped/suitable.ts';
export type { Filter, Repository, Stored } from './scoped/types.ts';

export interface ScopedOptions {
  /** The fields of unique indexes that hold over all tenants: where the tenant is found by them. */
  readonly globallyUnique?: readonly string[][];
}

export function scoped<D extends Stored>(
  model: Model<D>,
  { globallyUnique = [] }: ScopedOptions = {},
): Repository<D> {
  const loose = model as unknown as Model<Stored>;
  assertSuitable(model.modelName, model.schema as Schema, globallyUnique);
  remember(model.db, model.collection.name);
  return Object.freeze({ ...readsOf(loose), ...writesOf(loose) }) as unknown as Repository<D>;
}
