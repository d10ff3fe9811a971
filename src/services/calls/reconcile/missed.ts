/** Each provider's list of recent calls against ours: a call whose every webhook was lost is found in it. */
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { Account, Understood } from '../../../providers/telephony/telephony.ts';
import type { OpenConnection } from '../../connections/connections.ts';
import { mayBe } from '../commands/placements.ts';
import type { ReconcileNeeds } from './needs.ts';

/** Longer than a provider can be away and still bring what it owes. */
const backMs = 6 * 3_600_000;
const batch = 100;

export function createMissedSweep({ homes, placements, connections, intake, now, log }: ReconcileNeeds) {
  /** A list says little of each call; more is known of one that is asked for. */
  async function tellMissed(
    connection: OpenConnection,
    account: Account,
    seen: readonly Understood[],
    signal: AbortSignal,
  ): Promise<number> {
    const idOf = ({ providerCallId }: Understood) => homeIdOf(connection.id, providerCallId);
    const known = new Set((await homes.find(seen.map(idOf))).map(({ _id }) => _id));
    // They are left to whoever looks for what was asked of the provider. Read after the homes: what is settled
    // meanwhile has its home by then.
    const unnamed = await placements.unnamed(connection.id);
    const missed = seen.filter(
      (each) => !known.has(idOf(each)) && !unnamed.some((placement) => mayBe(placement, each.facts)),
    );
    for (const each of missed) {
      const whole = (await account.call(each.providerCallId, signal)) ?? each;
      await intake.tell(connection, '@reconciliation', [whole]);
    }
    return missed.length;
  }

  async function ofConnection(connection: OpenConnection, signal: AbortSignal): Promise<number> {
    const account = await connections.accountOf(connection.id);
    let count = 0;
    let seen: Understood[] = [];
    for await (const each of account.recentCalls(new Date(now().getTime() - backMs), signal)) {
      seen.push(each);
      if (seen.length < batch) continue;
      count += await tellMissed(connection, account, seen, signal);
      seen = [];
    }
    return count + (await tellMissed(connection, account, seen, signal));
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
