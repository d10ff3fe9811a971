/** Filters that people have given names. Of each person a name is there once. */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredView {
  _id: string;
  tenantId: string;
  userId: string;
  name: string;
  /** As the contract has them. */
  filters: object;
  createdAt: Date;
}

const text = { type: String, required: true } as const;

const schema = new Schema<StoredView>(
  {
    _id: String,
    tenantId: text,
    userId: text,
    name: text,
    filters: { type: Object, required: true },
    createdAt: { type: Date, required: true },
  },
  // None at all are filters, too.
  { ...storedOptions, minimize: false },
).index({ tenantId: 1, userId: 1, name: 1 }, { unique: true });

export const viewsIn = (connection: Connection): Repository<StoredView> =>
  scoped(connection.model<StoredView>('View', schema, 'views'));
