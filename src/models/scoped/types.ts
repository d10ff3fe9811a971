/** What scoped repositories take and give. `D` is a document as it is stored. */
import type { Scope, SystemScope } from '../../core/tenancy.ts';

export interface Stored {
  _id: string;
  tenantId: string;
}

/** `a.b`: a field within a field. */
type Path = `${string}.${string}`;

type Operand<V> = V | (V extends readonly (infer Item)[] ? Item : never) | null;

interface Comparison<T> {
  $eq?: T;
  $ne?: T;
  $gt?: T;
  $gte?: T;
  $lt?: T;
  $lte?: T;
  $in?: readonly (T | RegExp)[];
  $nin?: readonly (T | RegExp)[];
  $not?: Comparison<T> | RegExp;
  $exists?: boolean;
  $type?: string | readonly string[];
  $regex?: string | RegExp;
  $options?: string;
  $all?: readonly unknown[];
  $size?: number;
  $elemMatch?: object;
  $mod?: readonly [number, number];
}

type Condition<V> = Operand<V> | Comparison<Operand<V>> | (V extends string ? RegExp : never);

type Conditions<D> = { readonly [K in keyof D]?: Condition<D[K]> } & { readonly [path in Path]: unknown } & {
  readonly $and?: readonly Conditions<D>[];
  readonly $or?: readonly Conditions<D>[];
  readonly $nor?: readonly Conditions<D>[];
  readonly $text?: { readonly $search: string; readonly $language?: string };
  readonly $expr?: unknown;
  readonly $comment?: string;
};

/** A tenant's scope says whose data it is; over all tenants the filter may. */
export type Filter<S extends Scope, D> = Conditions<S extends SystemScope ? D : Omit<D, 'tenantId'>>;

/** What the database fills in by itself. */
type Filled = 'createdAt' | 'updatedAt';

export type NewDocument<S extends Scope, D extends Stored> = Omit<D, 'tenantId' | Filled> &
  Partial<Pick<D, keyof D & Filled>> &
  (S extends SystemScope ? Pick<D, 'tenantId'> : Partial<Pick<D, 'tenantId'>>);

type Fields<D, V = never> = {
  readonly [K in keyof D]?: [V] extends [never] ? D[K] : V;
} & { readonly [path in Path]: unknown };

type Changeable<D> = Omit<D, '_id' | 'tenantId'>;

/** Values are cast to the schema's types; its validators are not run. */
export interface Update<D extends Stored> {
  readonly $set?: Fields<Changeable<D>>;
  readonly $setOnInsert?: Fields<Omit<D, 'tenantId'>>;
  readonly $unset?: Fields<Changeable<D>, true | '' | 1>;
  readonly $inc?: Fields<Changeable<D>, number | bigint>;
  readonly $mul?: Fields<Changeable<D>, number | bigint>;
  readonly $min?: Fields<Changeable<D>>;
  readonly $max?: Fields<Changeable<D>>;
  readonly $currentDate?: Fields<Changeable<D>, true>;
  readonly $push?: Fields<Changeable<D>, unknown>;
  readonly $addToSet?: Fields<Changeable<D>, unknown>;
  readonly $pull?: Fields<Changeable<D>, unknown>;
  readonly $pullAll?: Fields<Changeable<D>, readonly unknown[]>;
  readonly $pop?: Fields<Changeable<D>, 1 | -1>;
}

export interface ReadFrom {
  /** A replica may be behind: for lists and charts, never for folding or money. */
  readonly readPreference?: 'primary' | 'secondaryPreferred';
  /** Sees only what no change of the primary can take back. */
  readonly readConcern?: 'majority';
}

export interface FindOneOptions<K> extends ReadFrom {
  /** The fields that come back, besides _id; all where nothing is said. */
  readonly select?: readonly K[];
  readonly sort?: Readonly<Record<string, 1 | -1 | { readonly $meta: 'textScore' }>>;
}

export interface FindOptions<K> extends FindOneOptions<K> {
  readonly skip?: number;
  readonly limit?: number;
}

/** A plain object with the fields that were selected. */
export type Found<D extends Stored, K extends keyof D> = Pick<D, K | '_id'>;

export interface UpdateOptions {
  /** Inserts where nothing matches. */
  readonly upsert?: boolean;
}

export interface FindOneAndUpdateOptions<K>
  extends UpdateOptions,
    Pick<FindOneOptions<K>, 'select' | 'sort'> {
  /** As it was before, or as it is after the update, which is what comes back where nothing is said. */
  readonly returnDocument?: 'before' | 'after';
}

export interface BulkOptions {
  /** Whether to stop at the first duplicate, which is what happens where nothing is said. */
  readonly ordered?: boolean;
  /** Whether it is answered only when it is on the disks of a majority. */
  readonly durable?: boolean;
}

export interface InsertOptions extends BulkOptions {
  /**
   * Neither cast, filled in nor validated by the schema: for what our own code has just made, in numbers at which that
   * costs more than the rest together. The scope holds as ever.
   */
  readonly asMade?: boolean;
}

export interface Updated {
  readonly matchedCount: number;
  readonly modifiedCount: number;
  readonly upsertedCount: number;
}

export interface Inserted {
  readonly insertedCount: number;
  /** Which of those that were sent, counted from 0, found their unique key taken. After the first, `ordered` tried no more. */
  readonly duplicates: readonly number[];
}

export interface BulkWritten extends Updated, Inserted {
  readonly deletedCount: number;
}

export type BulkEntry<S extends Scope, D extends Stored> =
  | { readonly insertOne: { readonly document: NewDocument<S, D> } }
  | {
      readonly updateOne: {
        readonly filter: Filter<S, D>;
        readonly update: Update<D>;
        readonly upsert?: boolean;
      };
    }
  | { readonly deleteOne: { readonly filter: Filter<S, D> } };

type Item<V> = NonNullable<V> extends readonly (infer I)[] ? I : NonNullable<V>;

export interface Reads<D extends Stored> {
  find<S extends Scope, K extends keyof D = keyof D>(
    scope: S,
    filter: Filter<S, D>,
    options?: FindOptions<K>,
  ): Promise<Found<D, K>[]>;
  findOne<S extends Scope, K extends keyof D = keyof D>(
    scope: S,
    filter: Filter<S, D>,
    options?: FindOneOptions<K>,
  ): Promise<Found<D, K> | null>;
  findById<K extends keyof D = keyof D>(
    scope: Scope,
    id: string,
    options?: FindOneOptions<K>,
  ): Promise<Found<D, K> | null>;
  /** One document after the other, however many there are; what walks it may stop at any time. */
  cursor<S extends Scope, K extends keyof D = keyof D>(
    scope: S,
    filter: Filter<S, D>,
    options?: FindOptions<K>,
  ): AsyncIterable<Found<D, K>>;
  count<S extends Scope>(scope: S, filter: Filter<S, D>, options?: ReadFrom): Promise<number>;
  exists<S extends Scope>(scope: S, filter: Filter<S, D>): Promise<boolean>;
  distinct<S extends Scope, K extends keyof D>(
    scope: S,
    field: K,
    filter: Filter<S, D>,
    options?: ReadFrom,
  ): Promise<Item<D[K]>[]>;
  /** The caller says what a row is; the database does not. */
  aggregate<Row extends object>(
    scope: Scope,
    pipeline: readonly object[],
    options?: ReadFrom,
  ): Promise<Row[]>;
}

export interface Writes<D extends Stored> {
  insertOne<S extends Scope>(scope: S, document: NewDocument<S, D>): Promise<void>;
  insertMany<S extends Scope>(
    scope: S,
    documents: readonly NewDocument<S, D>[],
    options?: InsertOptions,
  ): Promise<Inserted>;
  updateOne<S extends Scope>(
    scope: S,
    filter: Filter<S, D>,
    update: Update<D>,
    options?: UpdateOptions,
  ): Promise<Updated>;
  updateMany<S extends Scope>(scope: S, filter: Filter<S, D>, update: Update<D>): Promise<Updated>;
  findOneAndUpdate<S extends Scope, K extends keyof D = keyof D>(
    scope: S,
    filter: Filter<S, D>,
    update: Update<D>,
    options?: FindOneAndUpdateOptions<K>,
  ): Promise<Found<D, K> | null>;
  deleteOne<S extends Scope>(scope: S, filter: Filter<S, D>): Promise<number>;
  deleteMany<S extends Scope>(scope: S, filter: Filter<S, D>): Promise<number>;
  bulkWrite<S extends Scope>(
    scope: S,
    entries: readonly BulkEntry<S, D>[],
    options?: BulkOptions,
  ): Promise<BulkWritten>;
}

export type Repository<D extends Stored> = Readonly<Reads<D> & Writes<D>>;
