/**
 * From receipts to calls and events: understand, fold, tell, done. Every step may be done again, after a crash or
 * beside another process; what is there already is taken as it is, and every later step is done once more.
 */
import { homeIdOf } from '../../../core/calls/ids.ts';
import { createGate } from '../../../core/gate.ts';
import { scopeFromJob } from '../../../core/tenancy.ts';
import type { Receipts } from '../../../models/receipts.ts';
import type { NewEvent, Relay } from '../events/relay.ts';
import {
  type CallEvent,
  factEvents,
  lifeCycleEvents,
  transcriptEvents,
  updateEvent,
} from '../fold/events.ts';
import type { Homed } from './homes.ts';
import type { CallNews, News, OpenReceipt } from './news.ts';
import type { Tally } from './store-facts.ts';
import type { TakeUp } from './take-up.ts';
import type { WrittenCall } from './write-calls.ts';

export interface Steps {
  /** Throws where the receipt is not what its provider sends. */
  readonly interpret: (receipt: OpenReceipt) => readonly News[];
  readonly home: (news: readonly News[]) => Promise<Homed>;
  readonly storeFacts: (news: readonly CallNews[]) => Promise<Tally>;
  readonly writeCalls: (news: readonly CallNews[]) => Promise<readonly WrittenCall[]>;
  readonly relay: Relay;
  readonly settle: Receipts['settle'];
  readonly takeUp: TakeUp;
}

type Outcome = Parameters<Receipts['settle']>[0][number];

const inTurn = () => createGate({ atOnce: 1, waiting: Number.POSITIVE_INFINITY });

export function createApply({ interpret, home, storeFacts, writeCalls, relay, settle, takeUp }: Steps) {
  // Of several at once the next one is folded while the one before it is told, and each waits for its turn: what is
  // told of a call is told in the order in which it came.
  const [folding, telling] = [inTurn(), inTurn()];

  return async (receipts: readonly OpenReceipt[]): Promise<void> => {
    const problems = new Map<string, string>();
    const news = receipts.flatMap((receipt) => {
      try {
        return interpret(receipt);
      } catch (error) {
        problems.set(receipt.id, error instanceof Error ? error.message : String(error));
        return [];
      }
    });
    const { homed, tally, written } = await folding.run(async () => {
      const homed = await home(news);
      return { homed, tally: await storeFacts(homed.calls), written: await writeCalls(homed.calls) };
    });
    const { calls, erased, homeless, decided } = homed;
    await telling.run(() => tell(calls, written));
    const parked = Map.groupBy(homeless, ({ receiptId }) => receiptId);
    const forgotten = new Set(erased.map(({ receiptId }) => receiptId));
    const about = Map.groupBy(calls, ({ receiptId }) => receiptId);
    await settle(
      receipts.map(({ id }): Outcome => {
        const problem = problems.get(id);
        if (problem !== undefined) return { _id: id, state: 'quarantined', problem };
        const unknown = parked.get(id);
        if (unknown !== undefined) {
          const problem = 'nobody knows yet whose call this is';
          return { _id: id, state: 'parked', problem, awaits: homesOf(unknown) };
        }
        return {
          _id: id,
          state: 'done',
          // Nothing of it may stay.
          ...(forgotten.has(id) && { problem: 'the call was erased', body: Buffer.alloc(0) }),
          calls: (about.get(id) ?? []).map(({ tenantId, callId }) => ({ tenantId, callId })),
          facts: tally.get(id) ?? { told: 0, news: 0 },
        };
      }),
    );
    if (decided.length + homeless.length > 0) await takeUp(decided, homesOf(homeless));
  };

  /** The feed's order: a call's beginning, what happened in it, its end, and that it changed. */
  async function tell(news: readonly CallNews[], written: readonly WrittenCall[]): Promise<void> {
    const factsOf = Map.groupBy(news, ({ callId }) => callId);
    await Promise.all(
      [...Map.groupBy(written, ({ tenantId }) => tenantId)].map(([tenantId, calls]) =>
        relay.tell(
          scopeFromJob({ tenantId }),
          calls.flatMap(({ callId, rev, facts }) => {
            const receipts = factsOf.get(callId) ?? [];
            const told = receipts.flatMap((each) => each.facts);
            const life = lifeCycleEvents(callId, facts);
            const isEnd = ({ type }: CallEvent) => type === 'call.disconnected';
            return [
              ...life.filter((event) => !isEnd(event)),
              ...factEvents(callId, told),
              ...life.filter(isEnd),
              ...receipts.flatMap((each) => transcriptEvents(callId, each.facts)),
              // The first revision is what the call began with.
              ...(rev > 1 ? [updateEvent(callId, rev)] : []),
            ].map((event) => stored(callId, event));
          }),
        ),
      ),
    );
  }
}

const homesOf = (news: readonly News[]) =>
  news.map(({ connection, providerCallId }) => homeIdOf(connection.id, providerCallId));

function stored(callId: string, { id, type, factKey, rev }: CallEvent): NewEvent {
  return {
    _id: id,
    type,
    callId,
    ...(factKey !== undefined && { factKey }),
    ...(rev !== undefined && { rev }),
  };
}
