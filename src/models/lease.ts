/**
 * Leases: of all processes that would do a piece of work, one does it. They belong to no tenant. What is done under one
 * is harmless when it is done twice: a holder that stood still for longer than its lease does not know it yet.
 *
 * Time is the database's, so that processes need not agree on theirs.
 */
import { type Connection, Schema } from 'mongoose';
import { asked, DuplicateKey } from './failures.ts';

interface Lease {
  _id: string;
  /** Nobody's for the moment between its making and its first taking. */
  holder?: string;
  expiresAt: Date;
}

export interface Leases {
  /** Whether the holder has the lease now: it was free, had run out, or was the holder's already. */
  take(name: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Whether the holder still has it; it then has it for as long again. False: somebody else may be at work. */
  renew(name: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Gives it back, if it is the holder's. */
  release(name: string, holder: string): Promise<void>;
}

const schema = new Schema<Lease>(
  {
    _id: String,
    holder: String,
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw', strictQuery: 'throw', versionKey: false },
);

export function leasesIn(connection: Connection): Leases {
  const model = connection.model<Lease>('Lease', schema, 'leases');

  /** In one step on the server: of two that find it free, one is first. */
  async function hold(name: string, holder: string, ttlMs: number, free: object[]): Promise<boolean> {
    if (!(ttlMs > 0)) throw new RangeError(`a lease lasts longer than ${ttlMs} ms`);
    const mine = { $eq: ['$holder', { $literal: holder }] };
    const filter = { _id: name, $expr: { $or: [mine, ...free] } };
    const set = [{ $set: { holder: { $literal: holder }, expiresAt: { $add: ['$$NOW', ttlMs] } } }];
    const { matchedCount } = await asked(() => model.updateOne(filter, set, { updatePipeline: true }).exec());
    return matchedCount === 1;
  }

  /** Makes one that is free, and says whether there was none. No upsert: some servers deadlock on many at once. */
  async function make(name: string): Promise<boolean> {
    try {
      await asked(() => model.insertMany([{ _id: name, expiresAt: new Date(0) }]));
      return true;
    } catch (error) {
      if (error instanceof DuplicateKey) return false;
      throw error;
    }
  }

  const runOut = { $lte: ['$expiresAt', '$$NOW'] };

  return {
    async take(name, holder, ttlMs) {
      if (await hold(name, holder, ttlMs, [runOut])) return true;
      return (await make(name)) && hold(name, holder, ttlMs, [runOut]);
    },
    async renew(name, holder, ttlMs) {
      return hold(name, holder, ttlMs, []);
    },
    async release(name, holder) {
      await asked(() => model.deleteOne({ _id: name, holder }).exec());
    },
  };
}
