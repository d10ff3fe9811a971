/** Each provider's list of recent calls against ours: a call whose every webhook was lost is found in it. */
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { Understood } from '../../../providers/telephony/telephony.ts';
import type { OpenConnection } from '../../connections/connections.ts';
import { asConnection, type ReconcileNeeds } from './needs.ts';

/** Longer than a provider can be away and still bring what it owes. */
const backMs = 6 * 3_600_000;
const batch = 100;

export function createMissedSweep({ homes, connections, intake, now, log }: ReconcileNeeds) {
  async function tellMissed(connection: OpenConnection, seen: readonly Understood[]): Promise<number> {
    const idOf = ({ providerCallId }: Understood) => homeIdOf(connection.id, providerCallId);
    const known = new Set((await homes.find(seen.map(idOf))).map(({ _id }) => _id));
    const missed = seen.filter((each) => !known.has(idOf(each)));
    for (const each of missed) await intake.tell(asConnection(connection), '@reconciliation', [each]);
    return missed.length;
  }

  async function ofConnection(connection: OpenConnection, signal: AbortSignal): Promise<number> {
    const account = await connections.accountOf(connection.id);
    let count = 0;
    let seen: Understood[] = [];
    for await (const each of account.recentCalls(new Date(now().getTime() - backMs), signal)) {
      seen.push(each);
      if (seen.length < batch) continue;
      count += await tellMissed(connection, seen);
      seen = [];
    }
    return count + (await tellMissed(connection, seen));
  }

  return async (signal: AbortSignal): Promise<number> => {
    let count = 0;
    for await (const connection of connections.all()) {
      if (signal.aborted) break;
      try {
        count += await ofConnection(connection, signal);
      } catch (error) {
        log.warn({ error, connectionId: connection.id }, "a provider's list of calls could not be had");
      }
    }
    return count;
  };
}
