/**
 * Erasures: what a tenant asked to be forgotten about one phone number, how far that is, and what came of it. The number
 * itself is there, sealed, only as long as the work lasts; afterwards there is a keyed hash of it, to prove what was
 * done to whoever can say the number.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredReport {
  kind: string;
  removed: number;
  kept: { why: string; count: number }[];
  /** Where there was nothing to look for: why. */
  because?: string;
}

export interface StoredErasure {
  _id: string;
  tenantId: string;
  state: 'waiting' | 'running' | 'done';
  /** The number's hash while this is open, then its own id: of one number, one erasure is open. */
  openKey: string;
  numberHash: string;
  number?: string;
  requestedBy: { kind: 'user' | 'key' | 'command-line'; id: string };
  requestId: string;
  /** Once more over everything, until nothing new is found. */
  pass: number;
  removedInPass: number;
  /** Index of the kind that is being worked on. */
  kindAt: number;
  after?: string;
  /** What is being erased: known before it is done, so that none is counted twice, or not at all. */
  plan: string[];
  report: StoredReport[];
  /** Goes up with every step: of two processes that work on one erasure, one notices. */
  rev: number;
  finishedAt?: Date;
  createdAt: Date;
  updatedAt: Date;
}

export type Erasures = Repository<StoredErasure>;

const text = { type: String, required: true } as const;
const count = { type: Number, required: true } as const;

const schema = new Schema<StoredErasure>(
  {
    _id: String,
    tenantId: text,
    state: { ...text, enum: ['waiting', 'running', 'done'] },
    openKey: text,
    numberHash: text,
    number: String,
    requestedBy: { type: { kind: text, id: text }, _id: false, required: true },
    requestId: text,
    pass: count,
    removedInPass: count,
    kindAt: count,
    after: String,
    plan: [String],
    report: [
      {
        _id: false,
        kind: text,
        removed: count,
        kept: [{ _id: false, why: text, count }],
        because: String,
      },
    ],
    rev: count,
    finishedAt: Date,
  },
  { ...storedOptions, timestamps: true, autoIndex: false },
)
  .index({ tenantId: 1, openKey: 1 }, { unique: true })
  .index({ tenantId: 1, finishedAt: 1 })
  .index({ state: 1, createdAt: 1 });

export function erasuresIn(connection: Connection): Erasures {
  return scoped(connection.model<StoredErasure>('Erasure', schema, 'erasures'));
}
