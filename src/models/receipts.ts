/**
 * Receipts: everything that arrived, as it arrived, until it has been understood and told, and for as long after that
 * as whose call it is about wants to keep it. They belong to the connection they came over; whose call one is about is known only later.
 *
 * A receipt's id is made from what makes it the same as another, so a repeat finds its id taken.
 */
import { type Collection, type Connection, Schema } from 'mongoose';
import { isSystemScope, type Scope, type SystemScope, type TenantScope, tenantOf } from '../core/tenancy.ts';
import { asked } from './failures.ts';
import { bulkWritten } from './scoped/bulk.ts';

/** new: to be understood. parked: about a call that nobody knows yet. quarantined: tried too often. */
export type ReceiptState = 'new' | 'done' | 'parked' | 'quarantined';

interface ReceiptAnswer {
  status: number;
  contentType?: string;
  body?: string;
  /** The code of the limit for which its call was not answered. */
  refused?: string;
}

export interface StoredReceipt {
  _id: string;
  connectionId: string;
  /** Whose connection it is. */
  ownerId: string;
  route: string;
  /** Encrypted in the connection's context. */
  body: Buffer;
  contentType?: string;
  query?: string;
  /** Those that say something about how it came: never a signature. */
  headers?: Readonly<Record<string, string>>;
  receivedAt: Date;
  /** Sent to whoever sends the same again. */
  answer: ReceiptAnswer;
  state: ReceiptState;
  /** How often it was begun; counted before, so that one that kills its process is seen. */
  attempts: number;
  /** The homes of calls that were not known when it was parked. */
  awaits?: string[];
  /** When its provider was asked whose call it is about. */
  askedAt?: Date;
  /** Why it is not done. */
  problem?: string;
  /** The calls that it was about, and whose they are. */
  calls?: { tenantId: string; callId: string }[];
  /** How often the same came again, and when last: counted now and then, and not to the last one. */
  repeats?: number;
  repeatedAt?: Date;
  /** How many facts it brought, and how many of them were news. */
  facts?: { told: number; news: number };
}

const newestFirst = { receivedAt: -1, _id: -1 } as const;

const schema = new Schema<StoredReceipt>(
  {
    _id: String,
    connectionId: { type: String, required: true },
    ownerId: { type: String, required: true },
    route: { type: String, required: true },
    body: { type: Buffer, required: true },
    contentType: String,
    query: String,
    headers: Object,
    receivedAt: { type: Date, required: true },
    answer: { type: Object, required: true },
    state: { type: String, required: true },
    attempts: { type: Number, required: true },
    awaits: { type: [String], default: undefined },
    askedAt: Date,
    problem: String,
    repeats: Number,
    repeatedAt: Date,
    calls: { type: [Object], default: undefined },
    facts: Object,
  },
  { strict: 'throw', strictQuery: 'throw', versionKey: false },
)
  .index({ receivedAt: 1 }, { partialFilterExpression: { state: 'new' }, name: 'undone' })
  .index(
    { connectionId: 1, receivedAt: 1 },
    { partialFilterExpression: { state: 'parked' }, name: 'parked, by connection' },
  )
  .index({ awaits: 1 }, { partialFilterExpression: { awaits: { $exists: true } }, name: 'awaiting' })
  // Parked and quarantined ones: of all states they come last in the alphabet.
  .index(
    { ownerId: 1, state: 1, ...newestFirst },
    { partialFilterExpression: { state: { $gt: 'new' } }, name: 'put aside' },
  )
  .index({ connectionId: 1, ...newestFirst })
  .index({ 'calls.tenantId': 1, 'calls.callId': 1, receivedAt: 1, _id: 1 }, { sparse: true })
  .index({ ownerId: 1, ...newestFirst });

export type ListedReceipt = Omit<StoredReceipt, 'body' | 'query' | 'answer'>;

const aside = { $in: ['parked', 'quarantined'] as const };
const mostCounted = 1_000;

/** On disk, on most servers, before anybody is told that it is stored. */
const durable = { writeConcern: { w: 'majority', journal: true } } as const;

export type Receipts = ReturnType<typeof receiptsIn>;

export function receiptsIn(connection: Connection) {
  const model = connection.model<StoredReceipt>('Receipt', schema, 'receipts');
  // Not by mongoose: it would cast and validate what our own code has just made, at the price of the rest together.
  const collection = model.collection as unknown as Collection<StoredReceipt>;

  return {
    /** Which of them, counted from 0, were there before. */
    async insertMany(receipts: readonly StoredReceipt[]): Promise<readonly number[]> {
      const operations = receipts.map((document) => ({ insertOne: { document } }));
      const written = await bulkWritten(() =>
        collection.bulkWrite(operations, { ordered: false, ...durable }),
      );
      return written.duplicates;
    },
    async findByIds(ids: readonly string[]): Promise<StoredReceipt[]> {
      return asked(() => collection.find({ _id: { $in: [...ids] } }).toArray()).then(all);
    },
    /** Those that have waited longest. */
    async undone(before: Date, limit: number): Promise<StoredReceipt[]> {
      const filter = { state: 'new' as const, receivedAt: { $lte: before } };
      return asked(() => collection.find(filter).sort({ receivedAt: 1 }).limit(limit).toArray()).then(all);
    },
    /** Of those of which the provider was not asked yet, the oldest of the next connection after that one. */
    async parked(after: string, limit: number): Promise<StoredReceipt[]> {
      const unasked = { state: 'parked' as const, askedAt: { $exists: false } };
      const [next] = await asked(() =>
        collection
          .find({ ...unasked, connectionId: { $gt: after } })
          .sort({ connectionId: 1 })
          .limit(1)
          .project<Pick<StoredReceipt, 'connectionId'>>({ connectionId: 1 })
          .toArray(),
      );
      if (next === undefined) return [];
      const filter = { ...unasked, connectionId: next.connectionId };
      return asked(() => collection.find(filter).sort({ receivedAt: 1 }).limit(limit).toArray()).then(all);
    },
    /** To be tried once more, because these homes are known now. */
    async takeUp(homes: readonly string[]): Promise<void> {
      if (homes.length === 0) return;
      const filter = { awaits: { $in: [...homes] }, state: 'parked' as const };
      const update = { $set: { state: 'new' as const }, $unset: { problem: true, awaits: true } as const };
      await asked(() => collection.updateMany(filter, update));
    },
    /** To be tried once more. */
    async release(ids: readonly string[], at: Date): Promise<void> {
      const filter = { _id: { $in: [...ids] }, state: 'parked' as const };
      const update = {
        $set: { state: 'new' as const, askedAt: at },
        $unset: { problem: true, awaits: true } as const,
      };
      await asked(() => collection.updateMany(filter, update));
    },
    async countAttempts(ids: readonly string[]): Promise<void> {
      await asked(() => collection.updateMany({ _id: { $in: [...ids] } }, { $inc: { attempts: 1 } }));
    },
    async settle(
      outcomes: readonly (Pick<StoredReceipt, '_id' | 'state'> &
        Pick<Partial<StoredReceipt>, 'problem' | 'awaits' | 'calls' | 'facts' | 'body'>)[],
    ): Promise<void> {
      if (outcomes.length === 0) return;
      const operations = outcomes.map(({ _id, ...set }) => ({
        updateOne: { filter: { _id }, update: { $set: set } },
      }));
      await asked(() => collection.bulkWrite(operations, { ordered: false }));
    },
    /** What arrived about one call of a tenant, the oldest first; `after`: what holds of those that are wanted. */
    async ofCall(
      scope: TenantScope,
      callId: string,
      { after = {}, limit }: { after: object | undefined; limit: number },
    ): Promise<StoredReceipt[]> {
      const filter = {
        ...after,
        calls: { $elemMatch: { tenantId: tenantOf(scope), callId } },
      };
      const order = { receivedAt: 1, _id: 1 } as const;
      return asked(() => collection.find(filter).sort(order).limit(limit).toArray()).then(all);
    },
    /** One of an owner's connections. */
    async ofOwner(scope: TenantScope, id: string): Promise<StoredReceipt | undefined> {
      const found = await asked(() => collection.find({ _id: id, ownerId: tenantOf(scope) }).toArray());
      return all(found)[0];
    },
    /** Those of an owner's connections, the newest first, without what they hold. */
    async listed(scope: TenantScope, filter: object, limit: number): Promise<ListedReceipt[]> {
      const own = { ...filter, ownerId: tenantOf(scope) };
      const [order, projection] = [{ receivedAt: -1, _id: -1 } as const, { body: 0, query: 0, answer: 0 }];
      return asked(() =>
        collection.find(own).sort(order).limit(limit).project<ListedReceipt>(projection).toArray(),
      );
    },
    /** How many wait for somebody to look at them; not counted beyond what anybody reads. */
    async putAside(scope: Scope): Promise<number> {
      // Whosoever it is, the owner stands first in the index of these.
      const ownerId = isSystemScope(scope) ? { $gt: '' } : tenantOf(scope);
      return asked(() => collection.countDocuments({ ownerId, state: aside }, { limit: mostCounted }));
    },
    /** To be understood anew, as if it had just come; one that is done stays so. */
    async reopen(scope: TenantScope, id: string): Promise<void> {
      const filter = {
        _id: id,
        ownerId: tenantOf(scope),
        state: aside,
      };
      const gone = { problem: true, awaits: true, askedAt: true } as const;
      const update = { $set: { state: 'new' as const, attempts: 0 }, $unset: gone };
      await asked(() => collection.updateOne(filter as object, update));
    },
    async countRepeats(repeats: readonly { id: string; times: number; at: Date }[]): Promise<void> {
      const operations = repeats.map(({ id: _id, times, at }) => ({
        updateOne: { filter: { _id }, update: { $inc: { repeats: times }, $max: { repeatedAt: at } } },
      }));
      await asked(() => collection.bulkWrite(operations, { ordered: false }));
    },
    /** A tenant's: those about its calls, and those of its own connections about no call. Not what is still to be done. */
    async isOlder(scope: TenantScope, before: Date): Promise<boolean> {
      return (await asked(() => collection.findOne(olderThan(scope, before)))) !== null;
    },
    async removeOlder(scope: TenantScope, before: Date, limit: number): Promise<number> {
      const due = await asked(() =>
        collection.find(olderThan(scope, before)).project<{ _id: string }>({ _id: 1 }).limit(limit).toArray(),
      );
      if (due.length === 0) return 0;
      const removed = await asked(() => collection.deleteMany({ _id: { $in: due.map(({ _id }) => _id) } }));
      return removed.deletedCount;
    },
    async removeOfCalls(scope: TenantScope, callIds: readonly string[]): Promise<void> {
      const tenantId = tenantOf(scope);
      const filter = { calls: { $elemMatch: { tenantId, callId: { $in: [...callIds] } } } };
      await asked(() => collection.deleteMany(filter));
    },
    /** In the order of their ids, for those who look through all of them. */
    async page(_scope: SystemScope, after: string | undefined, limit: number): Promise<StoredReceipt[]> {
      const filter = after === undefined ? {} : { _id: { $gt: after } };
      return asked(() => collection.find(filter).sort({ _id: 1 }).limit(limit).toArray()).then(all);
    },
    /** Only where it is still the one that was read. */
    async replaceBody(_scope: SystemScope, id: string, was: Uint8Array, body: Uint8Array): Promise<boolean> {
      const filter = { _id: id, body: Buffer.from(was) };
      const written = await asked(() => collection.updateOne(filter, { $set: { body: Buffer.from(body) } }));
      return written.matchedCount === 1;
    },
  };
}

function olderThan(scope: TenantScope, before: Date) {
  const tenantId = tenantOf(scope);
  return {
    receivedAt: { $lt: before },
    state: { $ne: 'new' as const },
    $or: [{ 'calls.tenantId': tenantId }, { ownerId: tenantId, 'calls.0': { $exists: false } }],
  };
}

/** The driver gives bytes in a wrapping of its own. */
function all(receipts: StoredReceipt[]): StoredReceipt[] {
  return receipts.map((receipt) => ({ ...receipt, body: bytesOf(receipt.body) }));
}

function bytesOf(body: Buffer | { buffer: Uint8Array }): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer);
}
