/**
 * Where a provider's call belongs: decided once, before its first fact, and never again. It holds nothing personal
 * and is never deleted, so that a call which was erased stays erased, whatever its provider still sends.
 */
import { type Collection, type Connection, Schema } from 'mongoose';
import { type TenantScope, tenantOf } from '../core/tenancy.ts';
import { asked, DuplicateKey } from './failures.ts';

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
      return asked(() => collection.find({ _id: { $in: [...ids] } }).toArray());
    },
    /** The home as it is decided now, by this or by whoever was quicker. */
    async decide(home: CallHome): Promise<CallHome> {
      try {
        await asked(() => collection.insertOne(home, durable));
        return home;
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        const decided = await asked(() => collection.findOne({ _id: home._id }));
        if (decided === null) throw error;
        return decided;
      }
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
