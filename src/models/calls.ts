/** Calls, as folded from their facts. Bounded: what there may be thousands of stands beside it, as facts. */
import { type Connection, Schema } from 'mongoose';
import { callDirections, callStatuses, type FoldedCall } from '../core/calls/call.ts';
import { scoped, storedOptions } from './scoped.ts';

/** What was said last, and by whom as far as that is known. */
export interface LastLine {
  who?: string;
  text: string;
  at?: Date;
  /** By which it is known to be the last one. */
  number?: number;
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
  /** When it was first heard of, by whatever. */
  heardFrom?: Date;
  /** Encrypted: the caller's name and the metadata. */
  sealed?: string;
  /** By how long it was: services/calls/search/lengths.ts. */
  lengthClass?: number;
  /** What was said in it, word by word; written a moment after it has ended. */
  words?: string[];
  /** The receipt since which its words have to be written anew. */
  textDue?: string;
  /** The receipt since which what it uses has to be counted. */
  usageDue?: string;
  /** Counts the changes. */
  rev: number;
}

const newestFirst = { startedAt: -1, _id: -1 } as const;

const present = (field: keyof StoredCall) => ({ partialFilterExpression: { [field]: { $exists: true } } });

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
    direction: { type: String, required: true, enum: callDirections },
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
    heardFrom: Date,
    sealed: String,
    lengthClass: Number,
    words: { type: [String], default: undefined },
    textDue: String,
    usageDue: String,
    rev: { type: Number, required: true },
  },
  storedOptions,
)
  .index({ tenantId: 1, startedAt: -1, _id: -1 })
  // What lists are filtered by, each in the order of the list (docs/operations.md). Of several that would serve a
  // filter the embedded engine takes the first, so what leaves the fewest calls stands first.
  .index({ tenantId: 1, providerCallId: 1, ...newestFirst })
  .index({ tenantId: 1, from: 1, ...newestFirst })
  .index({ tenantId: 1, to: 1, ...newestFirst })
  .index({ tenantId: 1, words: 1, ...newestFirst }, present('words'))
  .index({ tenantId: 1, disposition: 1, ...newestFirst }, present('disposition'))
  .index({ tenantId: 1, lengthClass: 1, ...newestFirst }, present('lengthClass'))
  .index({ tenantId: 1, numberId: 1, ...newestFirst }, present('numberId'))
  .index({ tenantId: 1, agent: 1, ...newestFirst }, present('agent'))
  .index({ tenantId: 1, status: 1, ...newestFirst })
  .index({ tenantId: 1, recording: 1, ...newestFirst })
  .index({ tenantId: 1, direction: 1, provider: 1, simulated: 1, ...newestFirst })
  // For the sweep over all tenants.
  .index({ lastAt: 1 }, { partialFilterExpression: { ended: false }, name: 'silent' })
  .index(
    { heardFrom: -1 },
    { partialFilterExpression: { ended: false, direction: 'unknown' }, name: 'who takes part' },
  )
  .index({ textDue: 1 }, { ...present('textDue'), name: 'text due' })
  .index({ usageDue: 1 }, { ...present('usageDue'), name: 'usage due' })
  .index({ tenantId: 1, lastAt: 1 }, { partialFilterExpression: { ended: false }, name: 'live' });

export type Calls = ReturnType<typeof callsIn>;

export const callsIn = (connection: Connection) =>
  scoped(connection.model<StoredCall>('Call', schema, 'calls'));
