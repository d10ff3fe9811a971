/**
 * Whatever was done to keys and their tenant, on whichever of two instances: a key is let in exactly when it should
 * be. The instance at which something was done knows it at once, the other within a second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { ApiKey, ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { defineRoute } from '../../../src/routes/frame/route.ts';
import { type AccessHouse, accessHouse } from '../../helpers/access-house.ts';

vi.setConfig({ testTimeout: 120_000 });

const door = defineRoute({
  method: 'GET',
  url: '/test/door',
  access: { kind: 'caller', permission: 'calls:read' },
  summary: 'A door',
  description: 'A door.',
  tags: ['Tests'],
  schema: { response: { 200: z.object({}) } },
  handler: (_services, _request, reply) => reply.code(200).send({}),
});

interface Secret {
  readonly text: string;
  untilMs: number;
}

interface Key {
  readonly id: string;
  readonly secrets: Secret[];
  rev: number;
  untilMs: number;
  revoked: boolean;
}

type Act =
  | { readonly do: 'create' }
  | { readonly do: 'suspend' }
  | { readonly do: 'activate' }
  | { readonly do: 'revoke'; readonly key: number }
  | { readonly do: 'rotate'; readonly key: number; readonly overlapSec: number }
  | { readonly do: 'expire'; readonly key: number; readonly inMs: number | null };

const key = fc.nat(3);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('create', 'suspend', 'activate', 'activate') }),
  fc.record({ do: fc.constant('revoke'), key }),
  fc.record({ do: fc.constant('rotate'), key, overlapSec: fc.constantFrom(0, 1, 3_600) }),
  fc.record({ do: fc.constant('expire'), key, inMs: fc.constantFrom(-60_000, 700, 3_600_000, null) }),
);
const history = fc.array(fc.record({ act, at: fc.constantFrom(0, 1) }), { minLength: 4, maxLength: 10 });

async function world(houses: readonly [AccessHouse, AccessHouse]) {
  const [first] = houses;
  const tenant = await first.newTenant();
  const keys: Key[] = [];
  let active = true;
  let tenantRev = tenant.rev;

  /** Done by an administrator for the tenant: its own people are let in again only a second after an activation. */
  const asks = <T>(at: number, path: string, body?: unknown, method = 'POST') => {
    const { ask, administrator } = houses[at] as AccessHouse;
    const named = { ...administrator, headers: { 'x-tenant-id': tenant.id } };
    return ask<T>(named, method, path, body);
  };

  async function turn(at: number, verb: 'suspend' | 'activate') {
    const { ask, administrator } = houses[at] as AccessHouse;
    const body = { rev: tenantRev, reason: 'x' };
    const answer = await ask<Tenant>(administrator, 'POST', `/v1/tenants/${tenant.id}/${verb}`, body);
    const possible = active === (verb === 'suspend');
    expect(answer.status).toBe(possible ? 200 : 409);
    if (!possible) return;
    active = verb === 'activate';
    tenantRev = answer.body.rev;
  }

  async function create(at: number) {
    const { body, status } = await asks<ApiKeyWithSecret>(at, '/v1/keys', {
      name: 'x',
      scopes: ['calls:read'],
    });
    expect(status).toBe(201);
    const secrets = [{ text: body.secret, untilMs: Number.POSITIVE_INFINITY }];
    keys.push({ id: body.key.id, secrets, rev: 1, untilMs: Number.POSITIVE_INFINITY, revoked: false });
  }

  return {
    keys,
    isActive: () => active,
    create,
    async run(at: number, act: Act) {
      if (act.do === 'create') return create(at);
      if (act.do === 'suspend' || act.do === 'activate') return turn(at, act.do);
      const one = keys[act.key % keys.length];
      if (one === undefined) return;
      const path = `/v1/keys/${one.id}`;
      const { rev } = one;
      if (act.do === 'revoke') {
        const { status, body } = await asks<ApiKey>(at, `${path}/revoke`);
        expect(status).toBe(200);
        Object.assign(one, { revoked: true, rev: body.rev });
      } else if (act.do === 'rotate') {
        const { overlapSec } = act;
        const { status, body } = await asks<ApiKeyWithSecret>(at, `${path}/rotate`, { rev, overlapSec });
        if (one.revoked) return expect(status).toBe(409);
        if (status !== 200) return expect(body).toMatchObject({ code: 'ROTATIONS_UNDER_WAY' });
        const end = Date.parse(body.key.rotatedAt ?? '') + overlapSec * 1_000;
        for (const secret of one.secrets) secret.untilMs = Math.min(secret.untilMs, end);
        one.secrets.push({ text: body.secret, untilMs: Number.POSITIVE_INFINITY });
        one.rev = body.key.rev;
      } else {
        const until = act.inMs === null ? null : Date.now() + act.inMs;
        const expiresAt = until === null ? null : new Date(until).toISOString();
        const { status, body } = await asks<ApiKey>(at, path, { rev, expiresAt }, 'PATCH');
        expect(status).toBe(one.revoked ? 409 : 200);
        if (one.revoked) return;
        Object.assign(one, { untilMs: until ?? Number.POSITIVE_INFINITY, rev: body.rev });
      }
    },
  };
}

/** The newest secret of a key and five before it. */
const remembered = 6;

/** The code that a secret is to be answered with at that moment; undefined: it is let in. */
function verdict(
  { untilMs, revoked, secrets }: Key,
  secret: Secret,
  active: boolean,
  atMs: number,
): string | undefined {
  if (!secrets.slice(-remembered).includes(secret)) return 'KEY_UNKNOWN';
  if (revoked) return 'KEY_REVOKED';
  if (Math.min(untilMs, secret.untilMs) <= atMs) return 'KEY_EXPIRED';
  return active ? undefined : 'TENANT_SUSPENDED';
}

async function check(house: AccessHouse, one: Key, secret: Secret, active: () => boolean, deadline: number) {
  for (;;) {
    const [began, beganMs] = [performance.now(), Date.now()];
    const { code } = await house.ask({ key: secret.text }, 'GET', '/test/door');
    const expected = [beganMs, Date.now()].map((at) => verdict(one, secret, active(), at));
    if (expected.includes(code)) return;
    if (began > deadline) expect(code).toBe(expected[0]);
    await sleep(10);
  }
}

describe.each([
  ['with Redis', {}, 10],
  ['without Redis', { REDIS_URL: 'unix:///nowhere/redis.sock' }, 4],
])('%s', async (_name, more, numRuns) => {
  // So many wrong keys come from no honest address.
  const env = { RATE_LIMIT_FAILURES: '1000000', RATE_LIMIT_CALLER_REQUESTS: '1000000', ...more };
  const one = await accessHouse({ env, routes: [door] });
  const { MONGODB_URI, REDIS_PREFIX } = one.app.config;
  const other = await accessHouse({ env: { ...env, MONGODB_URI, REDIS_PREFIX }, routes: [door] });
  const houses = [one, other] as const;

  test('a key is let in exactly when it should be', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (acts) => {
        const { keys, isActive, create, run } = await world(houses);
        await create(0);
        // From when on each instance has to know everything, the last act of the other one included.
        const deadlines = [0, performance.now() + 1_000];
        for (const { act, at } of acts) {
          await run(at, act);
          const done = performance.now();
          deadlines[at] = Math.max(deadlines[at] ?? 0, done);
          deadlines[1 - at] = done + 1_000;
          await Promise.all(
            houses.flatMap((house, index) =>
              keys.flatMap((key) =>
                key.secrets.map((secret) => check(house, key, secret, isActive, deadlines[index] ?? 0)),
              ),
            ),
          );
        }
      }),
      { numRuns },
    );
  });
});
