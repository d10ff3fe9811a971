/**
 * The event log. A tenant's numbers have no gaps, because a number is taken by inserting under it: whoever inserts
 * the next one under a number that is taken hears of it. The newest event of a tenant is never removed.
 */
import { type Connection, Schema } from 'mongoose';
import { type EventType, eventTypes } from '../core/events.ts';
import { scoped, storedOptions } from './scoped.ts';

export interface StoredEvent {
  _id: string;
  tenantId: string;
  seq: number;
  type: EventType;
  callId: string;
  /** The fact that it is about, where it is about one. */
  factKey?: string;
  /** The call's revision that it is about, where it is about one. */
  rev?: number;
  writtenAt: Date;
}

const schema = new Schema<StoredEvent>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    seq: { type: Number, required: true },
    type: { type: String, required: true, enum: Object.keys(eventTypes) },
    callId: { type: String, required: true },
    factKey: String,
    rev: Number,
    writtenAt: { type: Date, required: true },
  },
  storedOptions,
)
  .index({ tenantId: 1, seq: 1 }, { unique: true })
  .index({ tenantId: 1, callId: 1, seq: 1 });

export type Events = ReturnType<typeof eventsIn>;

export const eventsIn = (connection: Connection) =>
  scoped(connection.model<StoredEvent>('Event', schema, 'events'));
