/** The keys that sign access tokens, sealed, shared by all instances. They are the platform's own. */
import { type Connection, Schema } from 'mongoose';
import { scoped, storedOptions } from './scoped.ts';

export interface StoredSigningKey {
  _id: string;
  tenantId: string;
  /** One after the other: of two instances that make the next one, one is first. */
  number: number;
  secretSealed: string;
  signsFrom: Date;
  signsUntil: Date;
  /** When the last token that it signed has run out. */
  verifiesUntil: Date;
}

const schema = new Schema<StoredSigningKey>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    number: { type: Number, required: true },
    secretSealed: { type: String, required: true },
    signsFrom: { type: Date, required: true },
    signsUntil: { type: Date, required: true },
    verifiesUntil: { type: Date, required: true },
  },
  storedOptions,
);
schema.index({ tenantId: 1, number: 1 }, { unique: true });
schema.index({ verifiesUntil: 1 }, { expireAfterSeconds: 24 * 3600 });

export function signingKeysIn(connection: Connection) {
  return scoped(connection.model<StoredSigningKey>('SigningKey', schema, 'signing_keys'));
}
