/** The ways to a collection's documents. */
import type { Index } from '../store/indexes.ts';
import type { Range } from '../store/reader.ts';
import type { Doc } from '../values/bson.ts';

interface CollectionScan {
  readonly kind: 'collection';
  readonly reverse: boolean;
}

export interface IndexScan {
  readonly kind: 'index';
  readonly index: Index;
  readonly ranges: readonly Range[];
  readonly reverse: boolean;
  /** Every key in the ranges belongs to a match: documents need not be looked at to count them. */
  readonly exact: boolean;
  /** The places of the fields that have the same value in every key of the ranges. */
  readonly fixed: readonly number[];
  /** Each range is one whole key of a unique index: there is one entry in it at most, with the key that it begins with. */
  readonly points: boolean;
}

/** The branches of an $or, each with its own index; a document is told by the first branch that it matches. */
export interface Union {
  readonly kind: 'union';
  readonly parts: readonly IndexScan[];
  readonly branches: readonly Doc[];
}

export interface TextScan {
  readonly kind: 'text';
  readonly index: Index;
  /** The values that the filter gives for the fields before the text. */
  readonly before: readonly unknown[];
  readonly search: Doc;
}

export type Access = CollectionScan | IndexScan | Union | TextScan;

export interface Plan {
  readonly access: Access;
  /** Do the documents come in the order that was asked for? */
  readonly sorted: boolean;
}

export interface Wish {
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly hint?: unknown;
}
