/**
 * Asks every active account how it is, at a pace that no provider minds: the longer one fails the less often, and
 * where several of one provider fail in a row, the others of it are left alone for that time.
 */
import type { Clock } from '../../core/clock.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections, StoredConnection } from '../../models/connections.ts';
import { type AskHow, everyMs } from './verdict.ts';

export interface CheckNeeds {
  readonly connections: Pick<Connections, 'find' | 'bulkWrite'>;
  readonly askHow: AskHow;
  readonly scope: SystemScope;
  readonly clock: Pick<Clock, 'now'>;
}

const together = 50;
/** Then their provider is away, and not they. */
const failuresInARow = 3;

/** Where several accounts are asked: what is away there is away for all of them. */
const placeOf = ({ provider, baseUrl = '' }: StoredConnection) => `${provider} ${baseUrl}`;

export function createChecks({ connections, askHow, scope, clock }: CheckNeeds) {
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
      const verdict = await askHow(connection, signal);
      if (verdict === undefined) break;
      asked += 1;
      failing.set(place, verdict === 'failing' ? inARow + 1 : 0);
    }
    const checkAt = new Date(now.getTime() + everyMs);
    const later = spared.map((_id) => ({ updateOne: { filter: { _id }, update: { $set: { checkAt } } } }));
    if (later.length > 0) await connections.bulkWrite(scope, later, { ordered: false });
    return asked;
  };
}
