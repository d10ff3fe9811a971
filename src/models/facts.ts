/**
 * Facts: what is known about calls, one document each. The same news about the same call has the same id, so that it
 * is there once.
 */
import { type Connection, Schema } from 'mongoose';
import { type FactKind, type FactSource, factContents, factSources } from '../core/calls/facts.ts';
import { scoped, storedOptions } from './scoped.ts';

export interface StoredFact {
  /** Of the call and the fact's key. */
  _id: string;
  tenantId: string;
  callId: string;
  key: string;
  kind: FactKind;
  source: FactSource;
  at?: Date;
  content: object;
  /** When it was heard of first. */
  heardAt: Date;
  /** When it was, as far as anybody says; else when it was heard of. */
  orderedAt: Date;
  receiptId: string;
  /** Whether the call's document is folded from it. */
  folded?: true;
}

const schema = new Schema<StoredFact>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    callId: { type: String, required: true },
    key: { type: String, required: true },
    kind: { type: String, required: true, enum: Object.keys(factContents) },
    source: { type: String, required: true, enum: factSources },
    at: Date,
    content: { type: Object, required: true },
    heardAt: { type: Date, required: true },
    orderedAt: { type: Date, required: true },
    receiptId: { type: String, required: true },
    folded: Boolean,
  },
  { ...storedOptions, minimize: false },
)
  .index({ tenantId: 1, callId: 1, kind: 1, orderedAt: 1 })
  .index({ tenantId: 1, callId: 1 }, { partialFilterExpression: { folded: true }, name: 'folded' });

export type Facts = ReturnType<typeof factsIn>;

export const factsIn = (connection: Connection) =>
  scoped(connection.model<StoredFact>('Fact', schema, 'facts'));
