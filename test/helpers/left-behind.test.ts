import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startRedis } from '../../embedded/redis/index.ts';
import { keysLeft, testDatabases } from './left-behind.ts';
import { uniqueName } from './mongo.ts';

test('a key that is left in Redis is found', async () => {
  const server = await startRedis();
  onTestFinished(() => server.close());
  expect(await keysLeft(server.url)).toEqual([]);
  const redis = new Redis(server.url);
  await redis.set('{test-1}:queue', 'left');
  await redis.quit();
  expect(await keysLeft(server.url)).toEqual(['{test-1}:queue']);
});

test('a database that is left is found, and one that was dropped is not', async () => {
  const client = await new mongoose.mongo.MongoClient(inject('mongoUri')).connect();
  onTestFinished(() => client.close());
  const name = uniqueName();
  await client.db(name).collection('calls').insertOne({});
  expect(await testDatabases(inject('mongoUri'))).toContain(name);
  await client.db(name).dropDatabase();
  expect(await testDatabases(inject('mongoUri'))).not.toContain(name);
});
