/**
 * How often somebody may try to sign in under one e-mail address. The first four failures cost nothing; after each
 * further one nobody is asked for a password there for a minute, then two, four, at most fifteen. That is kept for a
 * day, in the database: a wiped Redis lets nobody begin anew. It is the same for addresses that nobody has.
 *
 * A try is counted before the password is looked at, and only if no other was counted meanwhile, so that a hundred
 * at once are not a hundred guesses.
 */
import { platformTenantId } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { ConflictError, RateLimited } from '../../core/errors.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { SignInFailures } from '../../models/sign-in-failures.ts';

export interface Attempt {
  /** Set where this one, if it fails, is the first after which there is a pause: until then. */
  readonly locksUntil: Date | undefined;
}

export interface Attempts {
  /** Counts a try; throws where it comes too soon. */
  begin(key: string): Promise<Attempt>;
  /** What was counted last was no failure, but nobody is signed in yet. */
  forgive(key: string): Promise<void>;
  /** All is well: nothing is remembered. */
  clear(key: string): Promise<void>;
}

interface Needs {
  readonly signInFailures: Repository<SignInFailures>;
  readonly clock: Clock;
  readonly scope: SystemScope;
}

const free = 4;
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;
const keptMs = 24 * 3_600_000;

/** How long nobody is asked after so many failures. */
export function pauseMsAfter(failures: number): number {
  if (failures <= free) return 0;
  return Math.min(firstPauseMs * 2 ** Math.min(failures - free - 1, 20), longestPauseMs);
}

export function createAttempts({ signInFailures, clock, scope }: Needs): Attempts {
  async function make(key: string, lastAt: Date): Promise<boolean> {
    const forgetAt = new Date(+lastAt + keptMs);
    try {
      const first = { _id: key, tenantId: platformTenantId, failures: 1, lastAt, forgetAt };
      await signInFailures.insertOne(scope, first);
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  return {
    async begin(key) {
      for (;;) {
        const now = clock.now();
        const found = await signInFailures.findById(scope, key);
        if (found === null) {
          if (await make(key, now)) return { locksUntil: undefined };
          continue;
        }
        const { failures, lastAt } = found;
        const waitMs = +lastAt + pauseMsAfter(failures) - +now;
        if (waitMs > 0) throw tooMany(waitMs);
        const next = { failures: failures + 1, lastAt: now, forgetAt: new Date(+now + keptMs) };
        const counted = await signInFailures.updateOne(scope, { _id: key, failures, lastAt }, { $set: next });
        if (counted.matchedCount === 0) continue;
        const isFirstPause = next.failures === free + 1;
        return { locksUntil: isFirstPause ? new Date(+now + pauseMsAfter(next.failures)) : undefined };
      }
    },
    async forgive(key) {
      await signInFailures.updateOne(scope, { _id: key, failures: { $gt: 0 } }, { $inc: { failures: -1 } });
    },
    async clear(key) {
      await signInFailures.deleteOne(scope, { _id: key });
    },
  };
}

/** In these words for a single address on the network as well. */
export function tooMany(waitMs: number): RateLimited {
  return new RateLimited(
    'Too many tries. Wait as long as Retry-After says; a password can be reset by e-mail meanwhile.',
    Math.ceil(waitMs / 1000),
    { code: 'TOO_MANY_ATTEMPTS' },
  );
}
