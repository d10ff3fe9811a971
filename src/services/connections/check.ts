/**
 * Asks every active account how it is, at a pace that no provider minds: the longer one fails the less often, and
 * where several of one provider fail in a row, the others of it are left alone for that time. What it says lies in the
 * connection, for whoever asks.
 */
import type { Clock } from '../../core/clock.ts';
import { TrunklineError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections, StoredCheck, StoredConnection } from '../../models/connections.ts';
import type { OpenConnections } from './connections.ts';

export interface CheckNeeds {
  readonly connections: Pick<Connections, 'find' | 'updateOne' | 'bulkWrite'>;
  readonly accountOf: OpenConnections['accountOf'];
  readonly scope: SystemScope;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
}

/** One that answers is asked so often; one that does not, after twice as long each time. */
const everyMs = 60_000;
const longestPauseMs = 15 * 60_000;
const answerWithinMs = 10_000;
const together = 50;
/** Then their provider is away, and not they. */
const failuresInARow = 3;

/** Where several accounts are asked: what is away there is away for all of them. */
const placeOf = ({ provider, baseUrl = '' }: StoredConnection) => `${provider} ${baseUrl}`;

export function createChecks({ connections, accountOf, scope, clock, log }: CheckNeeds) {
  async function verdictOf(id: string, signal: AbortSignal): Promise<StoredCheck['verdict']> {
    try {
      const account = await accountOf(id);
      await account.profile(AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]));
      return 'reachable';
    } catch (error) {
      return error instanceof TrunklineError && error.code === 'PROVIDER_KEY_REFUSED' ? 'refused' : 'failing';
    }
  }

  /** Of the revision that was asked: what is changed meanwhile is asked anew. */
  async function write(
    { _id, rev, check }: StoredConnection,
    verdict: StoredCheck['verdict'],
  ): Promise<void> {
    const askedAt = clock.now();
    const isGood = verdict === 'reachable';
    const failures = isGood ? 0 : (check?.failures ?? 0) + 1;
    const pauseMs = Math.min(everyMs * 2 ** Math.min(failures, 10), longestPauseMs);
    const last = isGood ? { lastSuccessAt: askedAt } : { lastFailureAt: askedAt };
    if (check?.verdict !== verdict && (check !== undefined || !isGood))
      log.info(
        { connectionId: _id, verdict, before: check?.verdict },
        'an account is another way than before',
      );
    await connections.updateOne(
      scope,
      { _id, rev },
      {
        $set: {
          check: { ...check, ...last, verdict, askedAt, failures },
          checkAt: new Date(askedAt.getTime() + (isGood ? everyMs : pauseMs)),
        },
      },
    );
  }

  /** Resolves with how many were asked. */
  return async (signal: AbortSignal): Promise<number> => {
    const next = await connections.find(
      scope,
      { status: 'active' },
      { sort: { checkAt: 1 }, limit: together },
    );
    const now = clock.now();
    const failing = new Map<string, number>();
    const spared: string[] = [];
    let asked = 0;
    for (const connection of next) {
      if (signal.aborted) break;
      if (connection.checkAt !== undefined && connection.checkAt > now) break;
      const place = placeOf(connection);
      const inARow = failing.get(place) ?? 0;
      if (inARow >= failuresInARow) {
        spared.push(connection._id);
        continue;
      }
      const verdict = await verdictOf(connection._id, signal);
      if (signal.aborted) break;
      asked += 1;
      failing.set(place, verdict === 'failing' ? inARow + 1 : 0);
      await write(connection, verdict);
    }
    const checkAt = new Date(now.getTime() + everyMs);
    const later = spared.map((_id) => ({ updateOne: { filter: { _id }, update: { $set: { checkAt } } } }));
    if (later.length > 0) await connections.bulkWrite(scope, later, { ordered: false });
    return asked;
  };
}
