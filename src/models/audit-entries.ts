/**
 * The audit log: who did what. An entry is written once and never changed; its number comes from being inserted, so a
 * tenant's entries have no gap.
 */
import { type Connection, Schema } from 'mongoose';
import { scoped, storedOptions } from './scoped.ts';

/** A personal value, encrypted under the key of whom it is about (audit-subjects.ts). */
export interface Sealed {
  /** The key's id. */
  key: string;
  envelope: string;
}

export interface AuditEntry {
  _id: string;
  tenantId: string;
  /** 1 for the tenant's first, then one more each. */
  seq: number;
  at: Date;
  action: string;
  /** begun: what was about to be done. failed: it was not done after all. noted: there was nothing to be done. */
  outcome: 'begun' | 'failed' | 'noted';
  /** Where it failed: the entry that had said it was begun, and the code of the error. */
  of?: string;
  failure?: string;
  resourceType: string;
  resourceId: string;
  actorKind: 'user' | 'key' | 'command-line' | 'system';
  actorId: string;
  /** Of what is no person. */
  actorName?: string;
  ip?: string;
  /** Of people: name and address. */
  person?: Sealed;
  requestId: string;
  /** What differs, as JSON: a text comes back from every database as it was hashed. */
  before?: string;
  after?: string;
  personal?: Sealed;
  /** The hash of the entry before. */
  prev: string;
  hash: string;
  /** Proves that the hash was made by one who has ENCRYPTION_KEYS, and which of them. */
  macKey: string;
  mac: string;
}

const required = { type: String, required: true } as const;
const sealed = { type: { key: required, envelope: required }, _id: false } as const;

const schema = new Schema<AuditEntry>(
  {
    _id: String,
    tenantId: required,
    seq: { type: Number, required: true },
    at: { type: Date, required: true },
    action: required,
    outcome: required,
    of: String,
    failure: String,
    resourceType: required,
    resourceId: required,
    actorKind: required,
    actorId: required,
    actorName: String,
    ip: String,
    person: sealed,
    requestId: required,
    before: String,
    after: String,
    personal: sealed,
    prev: required,
    hash: required,
    macKey: required,
    mac: required,
  },
  { ...storedOptions, autoIndex: false },
)
  .index({ tenantId: 1, seq: 1 }, { unique: true })
  .index({ tenantId: 1, actorId: 1, seq: -1 })
  .index({ tenantId: 1, action: 1, seq: -1 })
  .index({ tenantId: 1, resourceType: 1, resourceId: 1, seq: -1 })
  .index({ tenantId: 1, at: -1 });

export const auditEntriesIn = (connection: Connection) =>
  scoped(connection.model<AuditEntry>('AuditEntry', schema, 'audit_entries'));

export type AuditEntries = ReturnType<typeof auditEntriesIn>;
