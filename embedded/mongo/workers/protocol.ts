/** What the main thread and its workers say to each other. Values travel as BSON, so that no type is lost. */
import { MongoError } from '../errors.ts';
import type { FindState } from '../read/find.ts';
import { type Doc, decode, encode } from '../values/bson.ts';
import { asNestingError } from '../values/depth.ts';

export interface Limits {
  readonly docs: number;
  readonly bytes: number;
}

/** One batch: documents one after the other, and whether they were the last. */
export interface BatchOfDocs {
  readonly docs: Uint8Array;
  readonly done: boolean;
}

export type Request =
  | {
      readonly method: 'open';
      readonly kind: 'find' | 'aggregate';
      readonly query: Uint8Array;
      readonly from?: FindState;
    }
  | { readonly method: 'next'; readonly cursor: number; readonly limits: Limits }
  | { readonly method: 'close'; readonly cursor: number }
  | { readonly method: 'count' | 'distinct' | 'explain'; readonly query: Uint8Array }
  | { readonly method: 'records'; readonly query: Uint8Array; readonly limit: number }
  | ChangeRequest
  | { readonly method: 'project'; readonly query: Uint8Array; readonly doc: Uint8Array | undefined }
  | { readonly method: 'exit' };

/** Documents of the writer's, one after the other, for a statement that is too heavy for the writing thread. */
export interface ChangeRequest {
  readonly method: 'change' | 'insert';
  /** In memory that the threads share: it may be large, and goes with every request. */
  readonly statement: Uint8Array;
  /** The same for the same statement. */
  readonly number: number;
  readonly docs: Uint8Array;
}

/** It matches and is changed, matches and stays as it is, or does not match. */
export type Outcome = 'changed' | 'matched' | 'other';

export interface Changed {
  readonly outcomes: readonly Outcome[];
  /** Those that are changed, as they are to be. */
  readonly docs: Uint8Array;
  /** What ended it before the last document. */
  readonly error?: Failure;
}

export interface Envelope {
  readonly id: number;
  /** Grows whenever collections or indexes change: the worker reads the catalog anew. */
  readonly catalogVersion: number;
  readonly request: Request;
  /** One number that is no longer zero when nobody waits for the answer any more. */
  readonly cancel: SharedArrayBuffer;
}

export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly details?: Uint8Array;
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: Failure };

export function failureOf(error: unknown): Failure {
  const { code, message, details } =
    error instanceof MongoError
      ? error
      : (asNestingError(error) ?? new MongoError(1, error instanceof Error ? error.message : String(error)));
  return { code, message, ...(details && { details: encode(details) }) };
}

export function errorOf({ code, message, details }: Failure): MongoError {
  return new MongoError(code, message, details && decode(asBuffer(details)));
}

/** Buffers lose their class on the way. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function pack(query: object): Buffer {
  return encode(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Doc);
}
