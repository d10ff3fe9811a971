/** Receipts about calls of which nobody knows whose they are: the provider is asked once, and says to whom it went. */
import { homeIdOf } from '../../../core/calls/ids.ts';
import type { StoredReceipt } from '../../../models/receipts.ts';
import type { News } from '../apply/news.ts';
import type { ReconcileNeeds } from './needs.ts';

/** Of each connection. */
const mostAtOnce = 100;
const mostFailures = 3;

export function createParkedSweep({ receipts, connections, intake, homes, now, log }: ReconcileNeeds) {
  /** Those about one call; false where its provider cannot be asked. */
  async function learn(news: readonly News[], signal: AbortSignal): Promise<boolean> {
    const [first] = news;
    if (first === undefined) return true;
    const { connection, providerCallId } = first;
    // Somebody else may have learnt it meanwhile, and have been killed before he said so.
    const [known] = await homes.find([homeIdOf(connection.id, providerCallId)]);
    if (known === undefined) {
      try {
        const account = await connections.accountOf(connection.id);
        const call = await account.call(providerCallId, signal);
        if (call !== undefined) await intake.tell(connection, '@reconciliation', [call]);
      } catch (error) {
        log.warn({ error, connectionId: connection.id }, 'a provider could not be asked whose a call is');
        return false;
      }
    }
    // Tried once more with what is known now. What still has no home stays parked, and is not asked for again.
    await receipts.release(
      news.map(({ receiptId }) => receiptId),
      now(),
    );
    return true;
  }

  /** Of one connection: which does not answer about a few of its calls is left alone until the next time. */
  async function ofConnection(parked: readonly StoredReceipt[], signal: AbortSignal): Promise<number> {
    const understood = await Promise.all(
      parked.map(async (receipt) => ({ id: receipt._id, news: await intake.understood(receipt) })),
    );
    // Nobody can read these any more: tried once more they are put aside with what is wrong.
    const unread = understood.filter(({ news }) => news.length === 0).map(({ id }) => id);
    await receipts.release(unread, now());
    const byCall = Map.groupBy(
      understood.flatMap(({ news }) => news),
      ({ providerCallId }) => providerCallId,
    );
    let released = unread.length;
    let failures = 0;
    for (const news of inAnyOrder([...byCall.values()])) {
      if (signal.aborted || failures >= mostFailures) break;
      if (await learn(news, signal)) released += news.length;
      else failures += 1;
    }
    return released;
  }

  return async (signal: AbortSignal): Promise<number> => {
    let released = 0;
    for (let connectionId = ''; !signal.aborted; ) {
      const parked = await receipts.parked(connectionId, mostAtOnce);
      const [first] = parked;
      if (first === undefined) break;
      released += await ofConnection(parked, signal);
      connectionId = first.connectionId;
    }
    return released;
  };
}

/** Else the same few of which a provider does not want to know would be before all others each time. */
function inAnyOrder<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ one }) => one);
}
