/**
 * The keys of personal values in the audit log, one for each tenant and whom the values are about. Where a key is
 * deleted, nobody can read those values any more, and the log that holds them stays as it was.
 */
import { type Connection, Schema } from 'mongoose';
import { scoped, storedOptions } from './scoped.ts';

export interface AuditSubject {
  _id: string;
  tenantId: string;
  /** A keyed hash of whom it is about, which may be a phone number. */
  subject: string;
  /** Whom it is about and the key itself, encrypted. */
  sealed: string;
}

const required = { type: String, required: true } as const;

const schema = new Schema<AuditSubject>(
  { _id: String, tenantId: required, subject: required, sealed: required },
  { ...storedOptions, autoIndex: false },
).index({ tenantId: 1, subject: 1 }, { unique: true });

export const auditSubjectsIn = (connection: Connection) =>
  scoped(connection.model<AuditSubject>('AuditSubject', schema, 'audit_subjects'));

export type AuditSubjects = ReturnType<typeof auditSubjectsIn>;
