/**
 * Mails: what is to be sent, and what became of it. What a mail says, and to whom, is there only until its fate is
 * known; the rest stays, so that what was told once is not told again.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredMail {
  /** A hash of the tenant and of what the mail is known under: that there is one of each is this field's doing. */
  readonly _id: string;
  readonly tenantId: string;
  readonly template: string;
  /** Sealed: the address and the values of the template, which hold links that open doors. Gone when the fate is known. */
  readonly content?: string;
  readonly state: 'queued' | 'sent' | 'failed';
  /** How often a process has taken it up. A process that was overtaken knows it by this number. */
  readonly attempts: number;
  /** How many of the attempts may have reached the provider without our knowing it. */
  readonly uncertain: number;
  /** Nobody takes it up before: somebody is at it, or the provider asked us to wait. */
  readonly heldUntil: Date;
  /** When the sweep takes it for forgotten. */
  readonly sweepAt: Date;
  readonly requestId: string;
  readonly createdAt: Date;
  readonly endedAt?: Date;
  /** Why it failed. */
  readonly reason?: string;
  /** What the provider calls it. */
  readonly providerId?: string;
}

const schema = new Schema<StoredMail>(
  {
    _id: { type: String, required: true },
    tenantId: { type: String, required: true },
    template: { type: String, required: true },
    content: String,
    state: { type: String, enum: ['queued', 'sent', 'failed'], required: true },
    attempts: { type: Number, required: true },
    uncertain: { type: Number, required: true },
    heldUntil: { type: Date, required: true },
    sweepAt: { type: Date, required: true },
    requestId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    endedAt: Date,
    reason: String,
    providerId: String,
  },
  storedOptions,
);
schema.index({ state: 1, sweepAt: 1 });
schema.index({ tenantId: 1, endedAt: 1 });

export type Mails = Repository<StoredMail>;

export function mailsIn(connection: Connection): Mails {
  return scoped(connection.model<StoredMail>('Mail', schema, 'mails'));
}
