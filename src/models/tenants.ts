/**
 * Tenants. A tenant is its own only document: `tenantId` is its `_id`, so that a tenant's scope finds itself and
 * nothing else, and the platform, which administers all of them, does so over all tenants.
 */
import { type Connection, Schema } from 'mongoose';
import { type DataKind, dataKinds } from '../core/data-kinds.ts';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredLimit {
  soft?: number | undefined;
  hard?: number | undefined;
}

export interface StoredTenant {
  _id: string;
  tenantId: string;
  name: string;
  slug: string;
  status: 'active' | 'suspended' | 'closed';
  statusReason?: string;
  statusAt: Date;
  currency: string;
  timeZone: string;
  settings: {
    recording: boolean;
    transcription: boolean;
    redaction: boolean;
    retentionDays: { [K in DataKind]?: number | undefined };
    legalHold: boolean;
    allowedOrigins: string[];
  };
  limits: {
    concurrentCalls: StoredLimit;
    callsPerDay: StoredLimit;
    minutesPerMonth: StoredLimit;
    transcriptionMinutesPerMonth: StoredLimit;
    requestsPerMinute: StoredLimit;
  };
  billingMethod: 'invoice' | 'card' | 'none';
  /** Goes up with every change: who changes says which one he saw. */
  rev: number;
  createdAt: Date;
  updatedAt: Date;
}

export type Tenants = Repository<StoredTenant>;

const text = { type: String, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const limit = { soft: Number, hard: Number } as const;

const schema = new Schema<StoredTenant>(
  {
    _id: String,
    tenantId: {
      ...text,
      validate(this: StoredTenant, tenantId: string) {
        return tenantId === this._id;
      },
    },
    name: text,
    slug: text,
    status: { ...text, enum: ['active', 'suspended', 'closed'] },
    statusReason: String,
    statusAt: { type: Date, required: true },
    currency: text,
    timeZone: text,
    settings: {
      recording: flag,
      transcription: flag,
      redaction: flag,
      retentionDays: Object.fromEntries(dataKinds.map((kind) => [kind, Number])),
      legalHold: flag,
      allowedOrigins: [String],
    },
    limits: {
      concurrentCalls: limit,
      callsPerDay: limit,
      minutesPerMonth: limit,
      transcriptionMinutesPerMonth: limit,
      requestsPerMinute: limit,
    },
    billingMethod: { ...text, enum: ['invoice', 'card', 'none'] },
    rev: { type: Number, required: true },
  },
  // No limit is an empty object, which is to be read as one.
  { ...storedOptions, timestamps: true, minimize: false },
);
schema.index({ slug: 1 }, { unique: true });

export function tenantsIn(connection: Connection): Tenants {
  const model = connection.model<StoredTenant>('Tenant', schema, 'tenants');
  return scoped<StoredTenant>(model, { globallyUnique: [['slug']] });
}
