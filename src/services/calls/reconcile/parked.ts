/** Receipts about calls of which nobody knows whose they are: the provider is asked once, and says to whom it went. */
import type { ReconcileNeeds } from './needs.ts';

const mostAtOnce = 100;

export function createParkedSweep({ receipts, connections, intake, now, log }: ReconcileNeeds) {
  return async (signal: AbortSignal): Promise<number> => {
    const parked = await receipts.parked(mostAtOnce);
    const byCall = Map.groupBy(
      (await Promise.all(parked.map((receipt) => intake.understood(receipt)))).flat(),
      ({ connection, providerCallId }) => JSON.stringify([connection.id, providerCallId]),
    );
    const released: string[] = [];
    for (const news of byCall.values()) {
      const [first] = news;
      if (signal.aborted || first === undefined) break;
      try {
        const account = await connections.accountOf(first.connection.id);
        const known = await account.call(first.providerCallId, signal);
        if (known !== undefined) {
          await intake.tell(first.connection, '@reconciliation', [known]);
        }
        released.push(...news.map(({ receiptId }) => receiptId));
      } catch (error) {
        log.warn(
          { error, connectionId: first.connection.id },
          'a provider could not be asked whose a call is',
        );
      }
    }
    // Tried once more with what is known now. What still has no home stays parked, and is not asked for again.
    await receipts.release(released, now());
    return released.length;
  };
}
