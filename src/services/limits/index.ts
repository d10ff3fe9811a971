/**
 * How often a request may be made: by an address, a caller and their tenant, or a connection. Counted in Redis for all
 * instances together; while Redis is away in the memory of each. Nobody waits for Redis longer than a moment.
 */
import { createBreaker } from '../../core/breaker.ts';
import { type Caller, platformTenantId } from '../../core/caller.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Config } from '../../core/config/index.ts';
import { createKeyedHash } from '../../core/crypto/index.ts';
import { Unavailable } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import { networkOf } from '../../core/network.ts';
import { createOutage } from '../../core/outage.ts';
import type { Charge, Standing, Windows } from '../../core/sliding-window.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { Limit, LimitsOf } from '../quotas/limits.ts';
import { createAddressHash } from './addresses.ts';
import { createBarred } from './barred.ts';
import { createMemoryWindows } from './memory.ts';
import { type Policy, policiesOf, tenantPolicy } from './policies.ts';
import { decidingTogether } from './together.ts';

export type { Policy } from './policies.ts';

export interface Limited {
  readonly policy: Policy;
  readonly remaining: number;
  /** Until there is more than what remains. */
  readonly moreInMs: number;
  /** Whether this is why there is a refusal. */
  readonly full: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  readonly limits: readonly Limited[];
}

export interface RateLimits {
  /** For what anybody may call; `endpoint` names the route. */
  ofAddress(ip: string, endpoint: string): Promise<Decision>;
  /**
   * Before a secret is tried: whether there were too many wrong ones. Counts nothing, so that those who know theirs do
   * not use up what others behind the same address have left. Throws `Unavailable` where nobody can tell.
   */
  beforeLogin(ip: string, endpoint: string): Promise<Decision>;
  /** Counts a wrong one. */
  loginFailed(ip: string, endpoint: string): Promise<Decision>;
  /** For who shows a refresh token that was ours: by its session, whatever the address. */
  ofSession(sessionId: string, endpoint: string): Promise<Decision>;
  /** For whom a guard has let pass. */
  ofCaller(caller: Pick<Caller, 'id' | 'tenantId' | 'role' | 'scope' | 'requestId'>): Promise<Decision>;
  /** For what a provider sends, or a media stream, once it is known over which connection. */
  ofConnection(connectionId: string): Promise<Decision>;
  /** Counts a wrong key or token. */
  failed(ip: string): Promise<Decision>;
  /** Before anybody looks at a key or token: a refusal, where there were too many wrong ones. No round trip. */
  barred(ip: string): Decision | undefined;
  /** What a tenant has used of its requests a minute; undefined while Redis is away. */
  requestsOf(tenantId: string): Promise<number | undefined>;
}

export interface RateLimitsOptions {
  readonly config: Config;
  readonly shared: Windows;
  readonly log: Logger;
  readonly limitsOf: LimitsOf;
  /** Told of each request that was counted for a tenant with a limit. */
  readonly noted: (scope: TenantScope, used: number, requestId: string) => Promise<void>;
  readonly clock?: Clock;
}

const unlimited: Limit = {};

const pauseMs = 1_000;

export function createRateLimits(options: RateLimitsOptions): RateLimits {
  const { config, shared, log, limitsOf, noted, clock = systemClock } = options;
  const policies = policiesOf(config);
  const hashOf = createAddressHash(createKeyedHash(config.ENCRYPTION_KEYS, 'rate limits by address'));
  const memory = createMemoryWindows(clock);
  const barred = createBarred(clock);
  const breaker = createBreaker({
    clock,
    patienceMs: config.RATE_LIMIT_PATIENCE_MS,
    pauseMs,
    outage: createOutage(log, {
      begins: 'rate limits are counted by each instance alone: Redis does not answer in time',
      ends: 'rate limits are counted by all instances together again',
    }),
  });
  const keyOfAddress = (ip: string, endpoint: string) => `${hashOf(ip)}:${endpoint}`;

  async function decide(counted: readonly Counted[], count = 1): Promise<Decision> {
    const charges = counted.map(chargeFor);
    const answer = await breaker.ask(() => shared.take(charges, count));
    const { allowed, standings } = answer ?? (await memory.take(charges, count));
    return {
      allowed,
      limits: counted.map(({ policy }, at) => limited(policy, standings[at], allowed)),
    };
  }

  const ofLogins = (ip: string, endpoint: string): Counted => ({
    policy: policies.login,
    key: keyOfAddress(ip, endpoint),
  });

  return {
    ofAddress: (ip, endpoint) => decide([{ policy: policies.public, key: keyOfAddress(ip, endpoint) }]),
    async beforeLogin(ip, endpoint) {
      const logins = ofLogins(ip, endpoint);
      const [standing] = (await breaker.ask(() => shared.look([chargeFor(logins)]))) ?? [];
      if (standing === undefined) {
        throw new Unavailable('Nobody can sign in for the moment; try again in a few seconds.');
      }
      const allowed = standing.used < standing.limit;
      return { allowed, limits: [limited(logins.policy, standing, allowed)] };
    },
    loginFailed: (ip, endpoint) => decide([ofLogins(ip, endpoint)]),
    ofSession: (sessionId, endpoint) =>
      decide([{ policy: policies.session, key: `${sessionId}:${endpoint}` }]),
    async ofCaller({ id, tenantId, role, scope, requestId }) {
      const ofCaller = { policy: policies.caller, key: `${id}:requests` };
      // What an administrator does for a tenant is not the tenant's doing.
      const payer = role === 'administrator' ? platformTenantId : tenantId;
      const { hard, soft } = (await limitsOf(payer))?.requestsPerMinute ?? unlimited;
      if (hard === undefined && soft === undefined) return decide([ofCaller]);
      const policy = tenantPolicy(hard ?? Number.MAX_SAFE_INTEGER);
      const decision = await decide([ofCaller, { policy, key: tenantKey(payer) }]);
      const [own, ofTenant] = decision.limits;
      if (own === undefined || ofTenant === undefined) return decision;
      if (payer === tenantId) await noted(scope, policy.quota - ofTenant.remaining, requestId);
      return hard === undefined ? { ...decision, limits: [own] } : decision;
    },
    ofConnection: decidingTogether((connectionId, count) =>
      decide([{ policy: policies.connection, key: `${connectionId}:requests` }], count),
    ),
    async failed(ip) {
      const policy = policies.failures;
      const decision = await decide([{ policy, key: keyOfAddress(ip, 'failures') }]);
      const [failures] = decision.limits;
      if (failures?.remaining === 0) barred.add(networkOf(ip), failures.moreInMs);
      return decision;
    },
    barred(ip) {
      const moreInMs = barred.leftMs(networkOf(ip));
      if (moreInMs === undefined) return undefined;
      return { allowed: false, limits: [{ policy: policies.failures, remaining: 0, moreInMs, full: true }] };
    },
    async requestsOf(tenantId) {
      const charge = chargeFor({ policy: tenantPolicy(0), key: tenantKey(tenantId) });
      const [standing] = (await breaker.ask(() => shared.look([charge]))) ?? [];
      return standing?.used;
    },
  };
}

interface Counted {
  readonly policy: Policy;
  readonly key: string;
}

const tenantKey = (tenantId: string) => `${tenantId}:requests`;

const chargeFor = ({ policy: { quota, windowSec }, key }: Counted): Charge => ({
  key,
  limit: quota,
  windowMs: windowSec * 1000,
});

function limited(policy: Policy, standing: Standing | undefined, allowed: boolean): Limited {
  const { used = 0, moreInMs = 0 } = standing ?? {};
  const remaining = Math.max(policy.quota - used, 0);
  return { policy, remaining, moreInMs, full: !allowed && remaining === 0 };
}
