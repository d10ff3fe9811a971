/**
 * What a provider says of an account, kept in Redis for five minutes under one key a connection. What is asked for
 * together is asked once. Nothing that opens anything is kept there; without Redis the provider is asked each time.
 */
import type { AccountProfile } from '../../contract/connections.ts';
import { type Breaker, createBreaker } from '../../core/breaker.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import { createOutage } from '../../core/outage.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { OpenConnections } from './connections.ts';

/** Texts by connection, which may be gone at any time. */
export interface ProfileCache {
  get(connectionId: string): Promise<string | undefined>;
  set(connectionId: string, text: string, forMs: number): Promise<void>;
}

export interface ProfileNeeds {
  readonly cache: ProfileCache;
  readonly accountOf: OpenConnections['accountOf'];
  readonly log: Logger;
  readonly clock?: Clock;
}

/** Of one revision of a connection: what its account was before a change is nobody's answer after it. */
type Of = Pick<StoredConnection, '_id' | 'rev'>;

interface Kept {
  readonly rev: number;
  readonly profile: AccountProfile;
}

const keptMs = 300_000;
const answerWithinMs = 10_000;
const redisWithinMs = 250;
const redisPauseMs = 5_000;

export function createProfiles({ cache, accountOf, log, clock = systemClock }: ProfileNeeds) {
  const redis: Breaker = createBreaker({
    clock,
    outage: createOutage(log, {
      begins: 'profiles of accounts cannot be kept; providers are asked each time',
      ends: 'profiles of accounts are kept again',
    }),
    patienceMs: redisWithinMs,
    pauseMs: redisPauseMs,
  });
  const under = new Map<string, Promise<AccountProfile>>();

  async function asked({ _id, rev }: Of): Promise<AccountProfile> {
    const account = await accountOf(_id);
    const { name, status, balance } = await account.profile(AbortSignal.timeout(answerWithinMs));
    const profile = {
      name: name ?? null,
      status: status ?? null,
      balance: balance === undefined ? null : { amount: balance.amount, currency: balance.currency ?? null },
      askedAt: clock.now().toISOString(),
    };
    const kept: Kept = { rev, profile };
    await redis.ask(() => cache.set(_id, JSON.stringify(kept), keptMs));
    return profile;
  }

  async function cached(of: Of): Promise<AccountProfile> {
    const text = await redis.ask(() => cache.get(of._id));
    const kept = text === undefined ? undefined : (JSON.parse(text) as Kept);
    return kept?.rev === of.rev ? kept.profile : asked(of);
  }

  return (of: Of): Promise<AccountProfile> => {
    const key = `${of._id} ${of.rev}`;
    const going = under.get(key);
    if (going !== undefined) return going;
    const begun = cached(of).finally(() => under.delete(key));
    under.set(key, begun);
    return begun;
  };
}
