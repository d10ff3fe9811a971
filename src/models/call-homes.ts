/**
 * Where a provider's call belongs: decided once, before its first fact, and never again; by which number it went may be
 * learnt later, once. It holds nothing personal and is never deleted, so that a call which was erased stays erased,
 * whatever its provider still sends.
 */
import { type Collection, type Connection, Schema } from 'mongoose';
import { type TenantScope, tenantOf } from '../core/tenancy.ts';
import { asked } from './failures.ts';
import { bulkWritten } from './scoped/bulk.ts';

export interface CallHome {
  /** Of the connection and the provider's id of the call. */
  _id: string;
  tenantId: string;
  callId: string;
  connectionId: string;
  /** The number it went by, where one was. */
  numberId?: string;
  /** Who was to answer there then. */
  agent?: string;
  decidedAt: Date;
  erasedAt?: Date;
}

/** By which number a call went, and who was to answer there. */
export type Line = Required<Pick<CallHome, '_id' | 'numberId'>> & Pick<CallHome, 'agent'>;

const schema = new Schema<CallHome>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    callId: { type: String, required: true },
    connectionId: { type: String, required: true },
    numberId: String,
    agent: String,
    decidedAt: { type: Date, required: true },
    erasedAt: Date,
  },
  { strict: 'throw', strictQuery: 'throw', versionKey: false },
).index({ tenantId: 1, callId: 1 });

const durable = { writeConcern: { w: 'majority', journal: true } } as const;

export type CallHomes = ReturnType<typeof callHomesIn>;

export function callHomesIn(connection: Connection) {
  const model = connection.model<CallHome>('CallHome', schema, 'call_homes');
  const collection = model.collection as unknown as Collection<CallHome>;

  return {
    async find(ids: readonly string[]): Promise<CallHome[]> {
      return ids.length === 0 ? [] : asked(() => collection.find({ _id: { $in: [...ids] } }).toArray());
    },
    /** The homes as they are decided now, by this or by whoever was quicker. */
    async decide(homes: readonly CallHome[]): Promise<CallHome[]> {
      if (homes.length === 0) return [];
      const operations = homes.map((document) => ({ insertOne: { document } }));
      const { duplicates } = await bulkWritten(() =>
        collection.bulkWrite(operations, { ordered: false, ...durable }),
      );
      const taken = new Set(duplicates);
      const quicker = await this.find(duplicates.flatMap((index) => homes[index]?._id ?? []));
      return [...homes.filter((_, index) => !taken.has(index)), ...quicker];
    },
    /** The numbers of calls of which none was known; the homes as they are now, by this or by whoever was quicker. */
    async learn(lines: readonly Line[]): Promise<CallHome[]> {
      if (lines.length === 0) return [];
      const operations = lines.map(({ _id, ...line }) => ({
        updateOne: { filter: { _id, numberId: { $exists: false } }, update: { $set: line } },
      }));
      await asked(() => collection.bulkWrite(operations, { ordered: false, ...durable }));
      return this.find(lines.map(({ _id }) => _id));
    },
    /** From now on whatever arrives about these calls is forgotten. */
    async erase(scope: TenantScope, callIds: readonly string[], at: Date): Promise<void> {
      const filter = {
        tenantId: tenantOf(scope),
        callId: { $in: [...callIds] },
        erasedAt: { $exists: false },
      };
      await asked(() => collection.updateMany(filter, { $set: { erasedAt: at } }, durable));
    },
  };
}
