/** Fills collections with calls, the same in every server. */
import mongoose from 'mongoose';
import { type Call, callOf } from './calls.ts';
import { type Contender, database } from './contenders.ts';

const batchSize = 1000;
/** So many batches are under way, so that the driver's work and the server's overlap. */
const lanes = 2;

/** The collection that holds the first calls. */
export const loadedName = (count: number) => `calls${count}`;

export async function callsIn(contender: Contender, name: string) {
  return (await contender.client()).db(database).collection<Call>(name);
}

export type Calls = Awaited<ReturnType<typeof callsIn>>;

async function createIndexes(calls: Calls): Promise<void> {
  await calls.createIndexes([{ key: { tenant: 1, time: -1 } }, { key: { callId: 1 }, unique: true }]);
}

/**
 * Puts up to `count` calls into each server, batch by batch side by side so that all have the same when the
 * time is over. Returns how many they have.
 */
export async function load(contenders: Contender[], count: number, limitMs: number): Promise<number> {
  const collections = await Promise.all(contenders.map((contender) => callsIn(contender, loadedName(count))));
  await Promise.all(collections.map(createIndexes));
  const end = performance.now() + limitMs;
  let next = 0;
  const lane = async () => {
    while (next < count && performance.now() < end) {
      const first = next;
      next += batchSize;
      const batch = Array.from({ length: batchSize }, (_, i) => ({
        _id: new mongoose.mongo.ObjectId(),
        ...callOf(first + i),
      }));
      await Promise.all(collections.map((calls) => calls.insertMany(batch, { ordered: false })));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const calls of collections) {
    const there = await calls.countDocuments({});
    if (there !== next) throw new Error(`${there} of ${next} calls are there after loading`);
  }
  return next;
}
