/** How far each tenant's audit log had come, apart from the log itself: a log that is shorter was cut. */
import { type Connection, Schema } from 'mongoose';
import { scoped, storedOptions } from './scoped.ts';

export interface AuditAnchor {
  /** The tenant's id once more: there is one anchor for each. */
  _id: string;
  tenantId: string;
  /** The newest entry's. 0 before the first one. */
  seq: number;
  hash: string;
  at: Date;
}

const required = { type: String, required: true } as const;

const schema = new Schema<AuditAnchor>(
  {
    _id: String,
    tenantId: required,
    seq: { type: Number, required: true },
    hash: required,
    at: { type: Date, required: true },
  },
  { ...storedOptions, autoIndex: false },
).index({ tenantId: 1 }, { unique: true });

export const auditAnchorsIn = (connection: Connection) =>
  scoped(connection.model<AuditAnchor>('AuditAnchor', schema, 'audit_anchors'));

export type AuditAnchors = ReturnType<typeof auditAnchorsIn>;
