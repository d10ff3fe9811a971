/**
 * Goes on with what was left: calls whose provider's answer was lost are looked for and found or given up, and what a
 * process was killed over is told to its end. Nothing is placed here: whoever asked for a call may be gone, and nobody
 * wants to be called hours later.
 */
import type { Clock } from '../../../core/clock.ts';
import { newId } from '../../../core/ids.ts';
import type { Logger } from '../../../core/logger/index.ts';
import { type Scope, scopeFromJob } from '../../../core/tenancy.ts';
import type { OpenConnections } from '../../connections/connections.ts';
import type { Asking } from './ask.ts';
import type { KnownCalls } from './known.ts';
import { outcomeOf } from './place.ts';
import { isDecided, type Placement, type PlacementOutcome, type PlacementStore } from './placements.ts';
import type { Telling } from './tell.ts';

export interface Unsettled {
  /** Once for one call; resolves when as much is told as is known. Fails where its provider cannot be asked. */
  goOn(placement: Placement, signal: AbortSignal): Promise<void>;
  /** For all that were left; resolves with how many of them there were. */
  sweep(signal: AbortSignal): Promise<number>;
}

export interface UnsettledNeeds {
  readonly placements: PlacementStore;
  readonly connections: Pick<OpenConnections, 'byId'>;
  readonly known: Pick<KnownCalls, 'nameOf'>;
  readonly asking: Pick<Asking, 'look'>;
  readonly telling: Telling;
  /** After so long without a trace a call is given up for lost. */
  readonly lostAfterMs: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Logger, 'warn'>;
}

const mostAtOnce = 100;
/** For so long whoever has asked may send the same once more, and then it is placed after all. */
const forRepeatsMs = 60_000;
/** Looked for after as long again as has passed already: less and less often. */
const pauseMs = { least: 2_000, most: 60_000 } as const;

export function createUnsettled(needs: UnsettledNeeds): Unsettled {
  const { placements, connections, known, asking, telling, lostAfterMs, clock, log } = needs;
  const ageOf = (since: Date) => clock.now().getTime() - since.getTime();

  async function learn(
    placement: Placement,
    scope: Scope,
    signal: AbortSignal,
  ): Promise<PlacementOutcome | undefined> {
    const { _id: callId, triedAt, createdAt } = placement;
    if (triedAt === undefined) {
      return ageOf(createdAt) < forRepeatsMs ? undefined : { failure: { status: 502, message: neverAsked } };
    }
    // One of its webhooks may have told.
    const providerCallId = await known.nameOf(scope, callId);
    if (providerCallId !== undefined) return { providerCallId };
    const found = await asking.look(placement, triedAt, signal);
    if (found !== undefined || ageOf(triedAt) < lostAfterMs) return found;
    return { lostBecause: 'its provider’s answer was lost, and there is no call there that this could be' };
  }

  async function goOn(placement: Placement, signal: AbortSignal): Promise<void> {
    const scope = scopeFromJob(placement);
    // Nobody can be asked any more; reconciliation says so of the call.
    if ((await connections.byId(placement.connectionId)) === undefined) {
      return placements.settle(scope, placement, false);
    }
    const requestId = newId('req');
    // May have been killed before it was told.
    await telling.ordered(placement);
    if (isDecided(placement)) return telling.outcome(placement, outcomeOf(placement), requestId);
    const outcome = await learn(placement, scope, signal);
    if (outcome !== undefined) {
      const decided = await placements.decide(scope, placement, outcome);
      if (decided !== undefined) await telling.outcome(decided, outcome, requestId);
      return;
    }
    // What was never tried is left to whoever sends it again.
    if (placement.triedAt === undefined) return;
    const pause = Math.min(Math.max(ageOf(placement.triedAt), pauseMs.least), pauseMs.most);
    await placements.leave(scope, placement, new Date(clock.now().getTime() + pause));
  }

  return {
    goOn,
    async sweep(signal) {
      const left = await placements.left(clock.now(), mostAtOnce);
      for (const placement of left) {
        if (signal.aborted) break;
        try {
          await goOn(placement, signal);
        } catch (error) {
          const { _id: callId, connectionId } = placement;
          log.warn(
            { error, callId, connectionId },
            'what became of a call that was asked for could not be found out',
          );
        }
      }
      return left.length;
    },
  };
}

const neverAsked = 'Trunkline was interrupted before it had asked the provider for this call.';
