/** Callers and their tenants, on several instances that share a Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWindows, type SharedWindows } from '../../../src/clients/windows.ts';
import { platformTenantId } from '../../../src/core/caller.ts';
import { readConfig } from '../../../src/core/config/index.ts';
import { newId } from '../../../src/core/ids.ts';
import { createLogger } from '../../../src/core/logger/index.ts';
import { scopeFromAuthentication } from '../../../src/core/tenancy.ts';
import { createRateLimits } from '../../../src/services/limits/index.ts';
import type { Limit, TenantLimits } from '../../../src/services/quotas/limits.ts';
import { testRedis } from '../../helpers/redis.ts';

const redis = testRedis();
const log = createLogger('silent', { write: () => undefined });
const config = readConfig({
  MONGODB_URI: 'mongodb://127.0.0.1/none',
  REDIS_URL: redis.REDIS_URL,
  REDIS_PREFIX: redis.REDIS_PREFIX,
  ENCRYPTION_KEYS: `test:${'T'.repeat(42)}E=`,
  RATE_LIMIT_CALLER_REQUESTS: '4',
  RATE_LIMIT_PATIENCE_MS: '10000',
});
const limits = new Map<string, Limit>();
const noted: [string, number][] = [];
const opened: SharedWindows[] = [];

function instance() {
  const shared = openWindows(config, log);
  opened.push(shared);
  return createRateLimits({
    config,
    shared,
    log,
    limitsOf: async (tenantId) => {
      const requestsPerMinute = limits.get(tenantId);
      return requestsPerMinute && ({ requestsPerMinute } as TenantLimits);
    },
    noted: async (_scope, used, requestId) => void noted.push([requestId, used]),
  });
}
const [one, two] = [instance(), instance()];
beforeAll(async () => {
  // Until both are connected.
  for (const each of [one, two]) while ((await each.requestsOf('ten_nobody')) === undefined) await sleep(20);
});

afterAll(async () => {
  const keys = await redis.client.keys(`{${redis.REDIS_PREFIX}}*`);
  if (keys.length > 0) await redis.client.unlink(...keys);
  for (const each of opened) await each.close();
});

function caller(tenantId: string, role: 'viewer' | 'administrator' | undefined = 'viewer') {
  const scope = scopeFromAuthentication({ tenantId });
  return { id: newId(role === undefined ? 'key' : 'usr'), tenantId, role, scope, requestId: newId('req') };
}
function tenant(limit?: Limit): string {
  const id = newId('ten');
  if (limit !== undefined) limits.set(id, limit);
  return id;
}
const named = (decision: Awaited<ReturnType<typeof one.ofCaller>>) =>
  decision.limits.map(({ policy, remaining }) => [policy.name, remaining]);

describe('a tenant', () => {
  test('has one limit for all its keys and people, on all instances', async () => {
    const tenantId = tenant({ hard: 5 });
    const [key, person] = [caller(tenantId, undefined), caller(tenantId)];
    expect(named(await one.ofCaller(key))).toEqual([
      ['caller', 3],
      ['tenant', 4],
    ]);
    for (const [limiter, who] of [
      [two, key],
      [one, person],
      [two, person],
      [one, key],
    ] as const) {
      expect((await limiter.ofCaller(who)).allowed).toBe(true);
    }
    const refused = await two.ofCaller(person);
    expect(refused.allowed).toBe(false);
    // The person may go on as far as they alone are concerned, and what was refused is not counted for them.
    expect(refused.limits.map(({ policy, remaining, full }) => [policy.name, remaining, full])).toEqual([
      ['caller', 2, false],
      ['tenant', 0, true],
    ]);
    expect(await one.requestsOf(tenantId)).toBe(5);
  });

  test('that has a soft limit only is counted and not limited', async () => {
    const tenantId = tenant({ soft: 1 });
    const who = caller(tenantId);
    for (let n = 1; n <= 3; n += 1) {
      expect(named(await one.ofCaller(who))).toEqual([['caller', 4 - n]]);
      expect(noted.at(-1)).toEqual([who.requestId, n]);
    }
  });

  test('without a limit is not counted', async () => {
    const tenantId = tenant();
    expect(named(await one.ofCaller(caller(tenantId)))).toEqual([['caller', 3]]);
    expect(await one.requestsOf(tenantId)).toBe(0);
  });

  test('does not pay for what an administrator does for it', async () => {
    const tenantId = tenant({ hard: 1 });
    limits.set(platformTenantId, { hard: 1_000 });
    const administrator = caller(tenantId, 'administrator');
    for (let n = 0; n < 3; n += 1) expect((await one.ofCaller(administrator)).allowed).toBe(true);
    expect(noted.filter(([requestId]) => requestId === administrator.requestId)).toEqual([]);
    expect(await one.requestsOf(tenantId)).toBe(0);
  });
});

test('one key does not use up what another may', async () => {
  const tenantId = tenant();
  const [key, other] = [caller(tenantId, undefined), caller(tenantId, undefined)];
  for (let n = 0; n < 5; n += 1) expect((await one.ofCaller(key)).allowed).toBe(n < 4);
  expect((await two.ofCaller(other)).allowed).toBe(true);
});
