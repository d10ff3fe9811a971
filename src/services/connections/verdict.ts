/** Asks one account how it is, and writes what it says into its connection, for whoever asks. */
import type { Clock } from '../../core/clock.ts';
import { TrunklineError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections, StoredCheck, StoredConnection } from '../../models/connections.ts';
import type { OpenConnections } from './connections.ts';

export interface VerdictNeeds {
  readonly connections: Pick<Connections, 'updateOne'>;
  readonly accountOf: OpenConnections['accountOf'];
  readonly scope: SystemScope;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
}

/** Undefined where it was given up, and nothing is known. */
export type AskHow = (
  connection: StoredConnection,
  signal?: AbortSignal,
) => Promise<StoredCheck['verdict'] | undefined>;

/** One that answers is asked so often; one that does not, after twice as long each time. */
export const everyMs = 60_000;
const longestPauseMs = 15 * 60_000;
const answerWithinMs = 10_000;

export function createAskHow({ connections, accountOf, scope, clock, log }: VerdictNeeds): AskHow {
  async function verdictOf(id: string, signal: AbortSignal): Promise<StoredCheck['verdict']> {
    try {
      const account = await accountOf(id);
      await account.profile(signal);
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

  return async (connection, signal) => {
    const limit = AbortSignal.timeout(answerWithinMs);
    const verdict = await verdictOf(
      connection._id,
      signal === undefined ? limit : AbortSignal.any([signal, limit]),
    );
    if (signal?.aborted) return undefined;
    await write(connection, verdict);
    return verdict;
  };
}
