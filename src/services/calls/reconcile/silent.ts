/** Calls that go on, as far as anybody knows, and of which nothing has been heard for long: how they ended. */
import { fact } from '../../../core/calls/fact.ts';
import type { Fact, FactKind } from '../../../core/calls/facts.ts';
import type { StoredCall } from '../../../models/calls.ts';
import type { ReconcileNeeds } from './needs.ts';

const mostAtOnce = 200;
/** However long a provider lets a call last, and does not say that it has ended. */
const longestMs = 24 * 3_600_000;
/** Asked again after as long as it has been silent already, so less and less often; but once an hour. */
const mostPauseMs = 3_600_000;

export function createSilentSweep(needs: ReconcileNeeds) {
  const { calls, connections, intake, scope, now, log, silentMs } = needs;
  /** When each was asked for last, by the process that has the lease. It may forget: then it asks once more. */
  const asked = new Map<string, number>();

  async function learn(call: StoredCall, signal: AbortSignal): Promise<void> {
    const connection = await connections.byId(call.connectionId);
    if (connection === undefined) {
      return lose(call, 'its connection is gone, so that nobody can be asked how it ended');
    }
    const account = await connections.accountOf(call.connectionId);
    const known = await account.call(call.providerCallId, signal);
    if (known === undefined) return lose(call, `${call.provider} knows no such call`);
    // What is said in a call that goes on is told by those who hear it; here it would be said twice.
    const facts = known.facts.filter(({ kind }) => hasEnded(known.facts) || begins.has(kind));
    if (facts.length > 0) {
      await intake.tell(connection, '@reconciliation', [{ providerCallId: call.providerCallId, facts }]);
    }
    const silentForMs = now().getTime() - call.lastAt.getTime();
    if (!hasEnded(facts) && silentForMs > longestMs) {
      await lose(call, `${call.provider} has said for a day that it goes on, and nothing else`);
    }
  }

  async function lose(
    { connectionId, providerCallId, provider, simulated, tenantId }: StoredCall,
    reason: string,
  ) {
    const connection = (await connections.byId(connectionId)) ?? {
      id: connectionId,
      ownerId: tenantId,
      provider,
      simulated,
    };
    await intake.tell(connection, '@reconciliation', [
      { providerCallId, facts: [fact('lost', 'trunkline', { reason })] },
    ]);
  }

  function isDue({ _id, lastAt }: StoredCall): boolean {
    const before = asked.get(_id);
    if (before === undefined) return true;
    const silentForMs = before - lastAt.getTime();
    return now().getTime() - before >= Math.min(Math.max(silentForMs, silentMs), mostPauseMs);
  }

  return async (signal: AbortSignal): Promise<number> => {
    const before = new Date(now().getTime() - silentMs);
    const found = await calls.find(
      scope,
      { ended: false, lastAt: { $lt: before } },
      { sort: { lastAt: 1 }, limit: mostAtOnce },
    );
    const ids = new Set(found.map(({ _id }) => _id));
    for (const id of asked.keys()) if (!ids.has(id)) asked.delete(id);
    let count = 0;
    for (const call of found.filter(isDue)) {
      if (signal.aborted) break;
      asked.set(call._id, now().getTime());
      try {
        await learn(call, signal);
        count += 1;
      } catch (error) {
        log.warn(
          { error, callId: call._id, connectionId: call.connectionId },
          'a provider could not be asked about a call',
        );
      }
    }
    return count;
  };
}

const begins = new Set<FactKind>(['started', 'ringing', 'answered']);

const hasEnded = (facts: readonly Fact[]) => facts.some(({ kind }) => kind === 'ended');
