/** API keys. What is stored of a secret is its hash. */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredSecret {
  /** SHA-256 of the whole key as it is sent, in hexadecimal. */
  hash: string;
  createdAt: Date;
  /** Not there on the present one. */
  validUntil?: Date;
}

export interface StoredKey {
  _id: string;
  tenantId: string;
  name: string;
  mode: 'live' | 'test';
  scopes: string[];
  /** The present one first. */
  secrets: StoredSecret[];
  createdAt: Date;
  createdBy: string;
  expiresAt?: Date;
  revokedAt?: Date;
  lastUsedAt?: Date;
  lastUsedIp?: string;
  rev: number;
}

export type ApiKeys = Repository<StoredKey>;

const text = { type: String, required: true } as const;

const schema = new Schema<StoredKey>(
  {
    _id: String,
    tenantId: text,
    name: text,
    mode: { ...text, enum: ['live', 'test'] },
    scopes: [String],
    secrets: [{ _id: false, hash: text, createdAt: { type: Date, required: true }, validUntil: Date }],
    createdAt: { type: Date, required: true },
    createdBy: text,
    expiresAt: Date,
    revokedAt: Date,
    lastUsedAt: Date,
    lastUsedIp: String,
    rev: { type: Number, required: true },
  },
  storedOptions,
);
// Lists, and how many there are.
schema.index({ tenantId: 1, _id: -1 });
// Retention.
schema.index({ tenantId: 1, revokedAt: 1 });
schema.index({ tenantId: 1, expiresAt: 1 });

export function apiKeysIn(connection: Connection): ApiKeys {
  return scoped<StoredKey>(connection.model<StoredKey>('ApiKey', schema, 'apiKeys'));
}
