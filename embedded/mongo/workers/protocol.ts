/** What the main thread and its workers say to each other. Values travel as BSON, so that no type is lost. */
import { MongoError } from '../errors.ts';
import type { FindState } from '../read/find.ts';
import { type Doc, decode, encode } from '../values/bson.ts';

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
  | { readonly method: 'exit' };

export interface Envelope {
  readonly id: number;
  /** Grows whenever collections or indexes change: the worker reads the catalog anew. */
  readonly catalogVersion: number;
  readonly request: Request;
  /** One number that is no longer zero when nobody waits for the answer any more. */
  readonly cancel: SharedArrayBuffer;
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number;
      readonly error: { readonly code: number; readonly message: string; readonly details?: Uint8Array };
    };

export function failure(id: number, error: unknown): Answer {
  const { code, message, details } =
    error instanceof MongoError
      ? error
      : new MongoError(1, error instanceof Error ? error.message : String(error));
  return { id, error: { code, message, ...(details && { details: encode(details) }) } };
}

export function errorOf({
  code,
  message,
  details,
}: {
  code: number;
  message: string;
  details?: Uint8Array;
}): MongoError {
  return new MongoError(code, message, details && decode(asBuffer(details)));
}

/** Buffers lose their class on the way. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function pack(query: object): Buffer {
  return encode(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Doc);
}
