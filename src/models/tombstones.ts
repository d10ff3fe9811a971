/**
 * What was erased and must not come back: whoever has news about such a thing does not store them. Nothing in here is
 * personal, and it is never removed but where the thing had to stay after all.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredTombstone {
  /** A hash of all that it is about, so that there is one of each. */
  _id: string;
  tenantId: string;
  kind: string;
  thingId: string;
  erasureId: string;
  at: Date;
}

export type Tombstones = Repository<StoredTombstone>;

const text = { type: String, required: true } as const;

const schema = new Schema<StoredTombstone>(
  {
    _id: String,
    tenantId: text,
    kind: text,
    thingId: text,
    erasureId: text,
    at: { type: Date, required: true },
  },
  { ...storedOptions, autoIndex: false },
);

export function tombstonesIn(connection: Connection): Tombstones {
  return scoped(connection.model<StoredTombstone>('Tombstone', schema, 'tombstones'));
}
