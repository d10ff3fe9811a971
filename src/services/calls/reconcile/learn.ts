/** Asks a call's provider what became of it, and tells the call. */
import { fact } from '../../../core/calls/fact.ts';
import type { Fact, FactKind } from '../../../core/calls/facts.ts';
import type { StoredCall } from '../../../models/calls.ts';
import type { ReconcileNeeds } from './needs.ts';

type Needs = Pick<ReconcileNeeds, 'connections' | 'intake' | 'now' | 'silentMs'>;

/** However long a provider lets a call last, and does not say that it has ended. */
const longestMs = 24 * 3_600_000;

/** Resolves with the ids of the receipts that tell it: none where there is nothing to tell. */
export type Learn = (call: StoredCall, signal: AbortSignal) => Promise<string[]>;

export function createLearn({ connections, intake, now, silentMs }: Needs): Learn {
  async function lose(
    { connectionId, providerCallId, provider, simulated, tenantId }: StoredCall,
    reason: string,
  ): Promise<string> {
    const connection = (await connections.byId(connectionId)) ?? {
      id: connectionId,
      ownerId: tenantId,
      provider,
      simulated,
    };
    return intake.tell(connection, '@reconciliation', [
      { providerCallId, facts: [fact('lost', 'trunkline', { reason })] },
    ]);
  }

  return async (call, signal) => {
    const { _id, connectionId, providerCallId, provider, ended, lastAt } = call;
    const connection = await connections.byId(connectionId);
    const silentForMs = now().getTime() - lastAt.getTime();
    if (connection === undefined) {
      return ended
        ? []
        : [await lose(call, 'its connection is gone, so that nobody can be asked how it ended')];
    }
    // The provider has not named it yet, and can only be asked by whoever looks for what was asked of it.
    if (providerCallId === _id) return [];
    const account = await connections.accountOf(connectionId);
    const known = await account.call(providerCallId, signal);
    if (known === undefined) {
      // Somebody may ask about one that its provider does not find yet.
      return ended || silentForMs < silentMs ? [] : [await lose(call, `${provider} knows no such call`)];
    }
    // What is said in a call that goes on is told by those who hear it; here it would be said twice.
    const facts = known.facts.filter(({ kind }) => hasEnded(known.facts) || begins.has(kind));
    const told =
      facts.length > 0 ? [await intake.tell(connection, '@reconciliation', [{ providerCallId, facts }])] : [];
    if (ended || hasEnded(facts) || silentForMs <= longestMs) return told;
    return [...told, await lose(call, `${provider} has said for a day that it goes on, and nothing else`)];
  };
}

const begins = new Set<FactKind>(['started', 'ringing', 'answered']);

const hasEnded = (facts: readonly Fact[]) => facts.some(({ kind }) => kind === 'ended');
