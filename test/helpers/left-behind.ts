/** What a run left in the database and the Redis that its files share. */
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

export async function keysLeft(redisUrl: string): Promise<string[]> {
  const redis = new Redis(redisUrl);
  try {
    const found: string[] = [];
    for await (const keys of redis.scanStream({ count: 1_000 })) found.push(...keys);
    return found;
  } finally {
    await redis.quit();
  }
}

/** Databases that tests make are called test_ and something. */
export async function testDatabases(mongoUri: string): Promise<string[]> {
  const client = await new mongoose.mongo.MongoClient(mongoUri).connect();
  try {
    const { databases } = await client.db('admin').command({ listDatabases: 1, nameOnly: true });
    return databases
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name.startsWith('test_'));
  } finally {
    await client.close();
  }
}
