/** Calls, as folded from their facts. Bounded: what there may be thousands of stands beside it, as facts. */
import { type Connection, Schema } from 'mongoose';
import { callStatuses, type FoldedCall } from '../core/calls/call.ts';
import { scoped, storedOptions } from './scoped.ts';

/** What was said last, and by whom as far as that is known. */
export interface LastLine {
  who?: string;
  text: string;
  at?: Date;
  /** By which it is known to be the last one. */
  kind: 'line' | 'note';
  orderedAt: Date;
  key: string;
}

export interface StoredCall extends Omit<FoldedCall, 'callerName' | 'metadata'> {
  _id: string;
  tenantId: string;
  connectionId: string;
  provider: 'bland' | 'twilio';
  providerCallId: string;
  /** Its connection is one to a pretended provider. */
  simulated: boolean;
  numberId?: string;
  agent?: string;
  lastLine?: LastLine;
  /** Encrypted: the caller's name and the metadata. */
  sealed?: string;
  /** Counts the changes. */
  rev: number;
}

const schema = new Schema<StoredCall>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    connectionId: { type: String, required: true },
    provider: { type: String, required: true },
    providerCallId: { type: String, required: true },
    simulated: { type: Boolean, required: true },
    numberId: String,
    agent: String,
    direction: { type: String, required: true, enum: ['inbound', 'outbound'] },
    from: String,
    to: String,
    status: { type: String, required: true, enum: callStatuses },
    ended: { type: Boolean, required: true },
    endedBy: String,
    answeredBy: String,
    startedAt: { type: Date, required: true },
    answeredAt: Date,
    endedAt: Date,
    lastAt: { type: Date, required: true },
    billableSec: Number,
    billableFrom: String,
    durationsDisagree: { type: Boolean, required: true },
    recording: { type: String, required: true },
    transferredTo: String,
    disposition: String,
    summary: String,
    cost: Object,
    error: Object,
    lostBecause: String,
    lastLine: Object,
    sealed: String,
    rev: { type: Number, required: true },
  },
  storedOptions,
)
  .index({ tenantId: 1, startedAt: -1, _id: -1 })
  // For the sweep over all tenants.
  .index({ lastAt: 1 }, { partialFilterExpression: { ended: false }, name: 'silent' })
  .index({ tenantId: 1, providerCallId: 1 })
  .index({ tenantId: 1, from: 1, startedAt: -1, _id: -1 })
  .index({ tenantId: 1, to: 1, startedAt: -1, _id: -1 })
  .index({ tenantId: 1, lastAt: 1 }, { partialFilterExpression: { ended: false }, name: 'live' });

export type Calls = ReturnType<typeof callsIn>;

export const callsIn = (connection: Connection) =>
  scoped(connection.model<StoredCall>('Call', schema, 'calls'));
