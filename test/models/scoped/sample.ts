/** Two collections as src/models has them, and two tenants whose data must never meet. */
import mongoose, { type Connection } from 'mongoose';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromAuthentication, systemScope } from '../../../src/core/tenancy.ts';
import { makeIndexes } from '../../../src/models/indexes.ts';
import { scoped, storedOptions } from '../../../src/models/scoped.ts';

export interface Note {
  _id: string;
  tenantId: string;
  key: string;
  text: string;
  rev: number;
  tags: string[];
  micros?: bigint;
  raw?: Buffer;
  at?: Date;
  detail?: { kind: string; size?: number };
  createdAt: Date;
  updatedAt: Date;
}

export interface Remark {
  _id: string;
  tenantId: string;
  noteKey: string;
  words: string;
}

const noteSchema = new mongoose.Schema<Note>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    key: { type: String, required: true },
    text: { type: String, default: '' },
    rev: { type: Number, required: true },
    tags: [String],
    micros: BigInt,
    raw: Buffer,
    at: Date,
    detail: { type: { kind: String, size: Number }, _id: false },
  },
  { ...storedOptions, timestamps: true, autoIndex: false },
);
noteSchema.index({ tenantId: 1, key: 1 }, { unique: true });
noteSchema.index({ tenantId: 1, text: 'text' });

const remarkSchema = new mongoose.Schema<Remark>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    noteKey: { type: String, required: true },
    words: { type: String, required: true },
  },
  { ...storedOptions, autoIndex: false },
);

export async function sample(connection: Connection) {
  const noteModel = connection.model<Note>('Note', noteSchema, 'notes');
  const remarkModel = connection.model<Remark>('Remark', remarkSchema, 'remarks');
  const notes = scoped(noteModel);
  const remarks = scoped(remarkModel);
  await Promise.all([noteModel.init(), remarkModel.init()]);
  await makeIndexes(connection);
  return { notes, remarks };
}

export type Sample = Awaited<ReturnType<typeof sample>>;

export const [tenantA, tenantB] = [newId('ten'), newId('ten')];
export const scopeA = scopeFromAuthentication({ tenantId: tenantA });
export const scopeB = scopeFromAuthentication({ tenantId: tenantB });
export const everyTenant = systemScope('tests over all tenants', { info: () => undefined });

/** A note of whoever inserts it. */
export function note(key: string, more: Partial<Omit<Note, '_id' | 'tenantId' | 'key'>> = {}) {
  return { _id: newId('fact'), key, text: '', rev: 0, tags: [], ...more };
}
