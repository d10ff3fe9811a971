/** What people have written about calls, sealed. */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredNote {
  _id: string;
  tenantId: string;
  callId: string;
  /** Of the user or the key that wrote it. */
  authorId: string;
  authorKind: 'user' | 'key' | 'command-line';
  /** What was written, and what its author was called then. */
  noteSealed: string;
  createdAt: Date;
}

const text = { type: String, required: true } as const;

const schema = new Schema<StoredNote>(
  {
    _id: String,
    tenantId: text,
    callId: text,
    authorId: text,
    authorKind: { ...text, enum: ['user', 'key', 'command-line'] },
    noteSealed: text,
    createdAt: { type: Date, required: true },
  },
  storedOptions,
).index({ tenantId: 1, callId: 1, _id: -1 });

export type CallNotes = Repository<StoredNote>;

export const callNotesIn = (connection: Connection): CallNotes =>
  scoped(connection.model<StoredNote>('CallNote', schema, 'call_notes'));
