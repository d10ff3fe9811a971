import { describe, expect, onTestFinished, test } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import { createLogger } from '../../../src/core/logger/index.ts';
import { scopeFromJob, systemScope } from '../../../src/core/tenancy.ts';
import { apiKeysIn } from '../../../src/models/api-keys.ts';
import { startLastUsed } from '../../../src/services/keys/last-used.ts';
import { database } from '../../helpers/mongo.ts';

const mongo = await database();
const keys = apiKeysIn(mongo.connection());
const told: string[] = [];
const log = createLogger('info', { write: (line) => void told.push(JSON.parse(line).message) });
const system = systemScope('a test', log);
const tenantId = newId('ten');
const scope = scopeFromJob({ tenantId });

async function newKey(): Promise<string> {
  const _id = newId('key');
  const common = { name: 'x', mode: 'live', createdBy: 'x', createdAt: new Date(), rev: 1 } as const;
  await keys.insertOne(scope, { _id, ...common, scopes: [], secrets: [] });
  return _id;
}

const useOf = async (id: string) => {
  const key = await keys.findById(scope, id);
  return [key?.lastUsedAt?.getTime(), key?.lastUsedIp];
};

const never = 3_600_000;

describe('when a key was used', () => {
  test('is written at the end, the latest of all', async () => {
    const [one, other] = [await newKey(), await newKey()];
    const lastUsed = startLastUsed({ keys, scope: system, log, everyMs: never });
    lastUsed.note(one, tenantId, '192.0.2.1', 1_000);
    lastUsed.note(other, tenantId, '192.0.2.2', 2_000);
    lastUsed.note(one, tenantId, '192.0.2.3', 3_000);
    // Nobody waits for it: it is not there yet.
    expect(await useOf(one)).toEqual([undefined, undefined]);
    await lastUsed.close();
    expect(await useOf(one)).toEqual([3_000, '192.0.2.3']);
    expect(await useOf(other)).toEqual([2_000, '192.0.2.2']);
  });

  test('is written now and then, together', async () => {
    const written: number[] = [];
    const ids = await Promise.all(Array.from({ length: 20 }, newKey));
    const counting: Pick<typeof keys, 'bulkWrite'> = {
      bulkWrite(scope, entries, options) {
        written.push(entries.length);
        return keys.bulkWrite(scope, entries, options);
      },
    };
    const lastUsed = startLastUsed({ keys: counting, scope: system, log, everyMs: 100 });
    onTestFinished(() => lastUsed.close());
    for (let n = 0; n < 1_000; n++) lastUsed.note(ids[n % 20] ?? '', tenantId, '192.0.2.1', n);
    await expect.poll(() => useOf(ids[19] ?? '')).toEqual([999, '192.0.2.1']);
    expect(written).toEqual([20]);
  });

  test('never goes back, whichever instance writes last', async () => {
    const id = await newKey();
    const [early, late] = [1_000, 2_000].map((atMs) => {
      const lastUsed = startLastUsed({ keys, scope: system, log, everyMs: never });
      lastUsed.note(id, tenantId, `192.0.2.${atMs / 1_000}`, atMs);
      return lastUsed;
    });
    await late?.close();
    await early?.close();
    expect(await useOf(id)).toEqual([2_000, '192.0.2.2']);
  });

  test('is not lost where the database is away for a while', async () => {
    const id = await newKey();
    let away = true;
    const failing: Pick<typeof keys, 'bulkWrite'> = {
      bulkWrite: (...parts) => (away ? Promise.reject(new Error('away')) : keys.bulkWrite(...parts)),
    };
    const lastUsed = startLastUsed({ keys: failing, scope: system, log, everyMs: 20 });
    lastUsed.note(id, tenantId, '192.0.2.1', 1_000);
    await expect
      .poll(() => told)
      .toContain('when keys were used cannot be written; it is tried again every minute');
    away = false;
    await expect.poll(() => useOf(id)).toEqual([1_000, '192.0.2.1']);
    await lastUsed.close();
    expect(told).toContain('when keys were used is written again');
  });

  test('makes no key of one that is gone', async () => {
    const lastUsed = startLastUsed({ keys, scope: system, log, everyMs: never });
    const id = newId('key');
    lastUsed.note(id, tenantId, '192.0.2.1', 1_000);
    await lastUsed.close();
    expect(await keys.findById(scope, id)).toBeNull();
  });
});
