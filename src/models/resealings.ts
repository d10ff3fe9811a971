/** How far each sealed field was looked through for values under older keys. They belong to the platform. */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface SeenUnder {
  keyId: string;
  count: number;
}

export interface StoredResealing {
  /** The name of the field. */
  _id: string;
  tenantId: string;
  /** The key that was the current one when this pass began. */
  keyId: string;
  /** The last document that was looked at; none at the beginning of a pass. */
  after?: string;
  /** Of this pass, by the key that values were found under. */
  seen: SeenUnder[];
  unreadable: number;
  /** The last whole pass. */
  last?: { keyId: string; seen: SeenUnder[]; unreadable: number; at: Date };
}

export type Resealings = Repository<StoredResealing>;

const text = { type: String, required: true } as const;
const count = { type: Number, required: true } as const;
const seen = [{ _id: false, keyId: text, count }];

const schema = new Schema<StoredResealing>(
  {
    _id: String,
    tenantId: text,
    keyId: text,
    after: String,
    seen,
    unreadable: count,
    last: { type: { keyId: text, seen, unreadable: count, at: Date }, _id: false },
  },
  { ...storedOptions, autoIndex: false },
);

export function resealingsIn(connection: Connection): Resealings {
  return scoped(connection.model<StoredResealing>('Resealing', schema, 'resealings'));
}
