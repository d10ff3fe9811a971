/** Sessions: one for each sign-in, with the refresh token that keeps it going. */
import { type Connection, Schema } from 'mongoose';
import { scoped, storedOptions } from './scoped.ts';

export interface Session {
  _id: string;
  tenantId: string;
  userId: string;
  /** The epoch of its user in which it began. */
  epoch: number;
  /** Of the one refresh token that is good. */
  refreshHash: string;
  /** Of the one before, and what its successor was made with: so that whoever missed the answer is told again. */
  replaced?: { readonly hash: string; readonly salt: string; readonly at: Date };
  /** Those before that one, while they are no sign of a theft yet; newest first, a limited number. */
  earlier?: readonly { readonly hash: string; readonly at: Date }[];
  deviceSealed: string;
  usedAt: Date;
  expiresAt: Date;
  endedAt?: Date;
  /** When the database may forget it. */
  forgetAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<Session>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    userId: { type: String, required: true },
    epoch: { type: Number, required: true },
    refreshHash: { type: String, required: true },
    replaced: { type: { hash: String, salt: String, at: Date }, _id: false },
    earlier: { type: [{ hash: String, at: Date, _id: false }], default: undefined },
    deviceSealed: { type: String, required: true },
    usedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    endedAt: Date,
    forgetAt: { type: Date, required: true },
  },
  { ...storedOptions, timestamps: true },
);
schema.index({ tenantId: 1, userId: 1, _id: -1 });
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

export function sessionsIn(connection: Connection) {
  return scoped(connection.model<Session>('Session', schema, 'sessions'));
}
