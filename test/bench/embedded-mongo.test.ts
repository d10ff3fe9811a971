import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  areBills,
  billsOf,
  type Call,
  callOf,
  type campaignFilter,
  campaignNumbers,
  pageOf,
  pageSize,
} from '../../bench/embedded-mongo/calls.ts';
import { MongoClient, type ServerProcess, startNull } from '../../bench/embedded-mongo/processes.ts';

const calls = Array.from({ length: 12_000 }, (_, n) => callOf(n));

describe('what calls must answer', () => {
  test('a page holds the latest of its tenant, in their order', () => {
    for (let n = 0; n < 50; n += 1) {
      const { filter, numbers } = pageOf(calls.length, n);
      const page = calls
        .filter(({ tenant, time }) => tenant === filter.tenant && time < filter.time.$lt)
        .sort((a, b) => b.time.getTime() - a.time.getTime())
        .slice(0, pageSize);
      expect(numbers).toEqual(page.map((call) => call.n));
    }
  });

  test('the bills of all tenants', () => {
    const bills = billsOf(calls.length);
    for (const { _id, calls: count, seconds, costMicros, longest } of bills) {
      const own = calls.filter(({ tenant }) => tenant === _id);
      expect(count).toBe(own.length);
      expect(seconds).toBe(own.reduce((sum, call) => sum + call.seconds, 0));
      expect(costMicros).toBe(own.reduce((sum, call) => sum + call.costMicros, 0));
      expect(longest).toBe(Math.max(...own.map((call) => call.seconds)));
    }
    expect(areBills(bills.toReversed(), bills)).toBe(true);
    expect(areBills(billsOf(calls.length - 1), bills)).toBe(false);
    expect(areBills(bills.slice(1), bills)).toBe(false);
  });

  test('the calls of a campaign', () => {
    const found = calls.filter((call) => (call as Call & typeof campaignFilter).campaign === 'spring');
    expect(campaignNumbers(calls.length)).toEqual(found.map(({ n }) => n));
  });

  test('keys that are all different', () => {
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(calls.length);
  });
});

describe('the null server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-bench-test-'));
  const file = join(folder, 'flushed');
  let server: ServerProcess;
  let client: MongoClient;

  beforeAll(async () => {
    server = await startNull(join(folder, 'null.sock'), file);
    client = await new MongoClient(server.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test('satisfies the driver, many at a time, with what it has', async () => {
    const database = client.db('bench');
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        database
          .collection<Call>(n % 2 ? 'page' : 'one')
          .find()
          .toArray(),
      ),
    );
    for (const [n, answer] of answers.entries()) expect(answer).toHaveLength(n % 2 ? pageSize : 1);
    expect(answers[1]).toEqual(Array.from({ length: pageSize }, (_, n) => callOf(n)));
  });

  test('has flushed what it acknowledges', async () => {
    const inserts = client.db('bench').collection<Call>('inserts');
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        inserts.insertOne(callOf(n), { writeConcern: { w: 1, journal: true } }),
      ),
    );
    expect(results.every(({ acknowledged }) => acknowledged)).toBe(true);
    expect(statSync(file).size).toBeGreaterThan(20 * 1500);
  });
});
