/**
 * Places a call, once for each idempotency key, whoever asks for it how often, on whichever instance, and wherever a
 * process is killed: it is stored first; then whoever writes that it was tried asks the provider, and nobody ever asks
 * again. Where the answer is lost, nobody knows for a while whether there is a call, and the call says so.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewCall } from '../../../contract/call-commands.ts';
import type { Call } from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { canonicalJson } from '../../../core/calls/canonical-json.ts';
import { homeIdOf, placedIdOf } from '../../../core/calls/ids.ts';
import type { Clock } from '../../../core/clock.ts';
import { ConflictError, ExternalApiError, RefusedByProvider } from '../../../core/errors.ts';
import type { CallHomes } from '../../../models/call-homes.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Asking } from './ask.ts';
import type { KnownCalls } from './known.ts';
import type { Ordered } from './order.ts';
import { isDecided, type Placement, type PlacementOutcome, type PlacementStore } from './placements.ts';
import type { Room } from './room.ts';
import type { Telling } from './tell.ts';

export interface Placed {
  readonly call: Call;
  /** new: placed by this request. known: by an earlier one. unknown: nobody knows yet whether the provider has it. */
  readonly how: 'new' | 'known' | 'unknown';
}

export interface PlaceNeeds {
  readonly placements: PlacementStore;
  readonly homes: Pick<CallHomes, 'decide'>;
  readonly orderOf: (caller: Caller, asked: NewCall) => Promise<Ordered>;
  readonly room: Room;
  readonly telling: Telling;
  readonly asking: Asking;
  readonly known: KnownCalls;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
}

/** Longer than it takes to write down what is to be tried. Who is not done by then has ended. */
export const untriedMs = 5_000;
/** Longer than anybody waits for a provider. */
export const triedMs = 40_000;
/** How long a repeat waits for what the first one does. */
const patienceMs = 20_000;
const lookEveryMs = 100;

export function createPlace(needs: PlaceNeeds) {
  const { placements, homes, orderOf, room, telling, asking, known, audit, clock } = needs;
  const later = (ms: number) => new Date(clock.now().getTime() + ms);

  /** The call is there from here on, under our own id, whatever becomes of this process. */
  async function store(caller: Caller, callId: string, createdAt: Date, ordered: Ordered) {
    const { scope, tenantId } = caller;
    const { order, connection, number } = ordered;
    const { id: numberId, agent } = number;
    const at = { tenantId, connectionId: connection.id, numberId, ...(agent !== undefined && { agent }) };
    const _id = homeIdOf(connection.id, callId);
    const [home] = await homes.decide([{ _id, callId, ...at, decidedAt: createdAt }]);
    if (home?.erasedAt !== undefined) throw erased();
    const placement: Placement = {
      _id: callId,
      ...at,
      order,
      by: caller.id,
      createdAt,
      state: 'open',
      heldUntil: later(untriedMs),
      holdsRoom: true,
    };
    return (await placements.add(scope, placement)) ? placement : undefined;
  }

  async function go(caller: Caller, held: Placement): Promise<Placed> {
    const { scope, requestId } = caller;
    await room.keep(scope, held, requestId);
    await telling.ordered(held);
    const mine = await placements.begin(scope, held, clock.now(), later(triedMs));
    if (mine === undefined) return repeat(caller, held, held.order.asked);
    const outcome = await asking.place(mine);
    if (outcome === undefined) {
      // Nobody is at it any more: whoever looks for it may begin.
      await placements.leave(scope, mine, clock.now());
      return { call: await known.get(caller, mine), how: 'unknown' };
    }
    await placements.decide(scope, mine, outcome);
    return finished(caller, mine, outcome, 'new');
  }

  async function finished(
    caller: Caller,
    placement: Placement,
    outcome: PlacementOutcome,
    how: 'new' | 'known',
  ) {
    const isTold = placement.state === 'settled';
    if (!isTold) await telling.outcome(placement, outcome, caller.requestId);
    if ('failure' in outcome) throw failed(placement._id, outcome.failure);
    return { call: await known.get(caller, { ...placement, ...outcome }), how };
  }

  /** Waits for whoever is at it, and goes on in their place where they have ended. */
  async function repeat(caller: Caller, seen: Placement, asked: NewCall): Promise<Placed> {
    if (canonicalJson(seen.order.asked) !== canonicalJson(asked)) throw reused();
    const { scope } = caller;
    const until = later(patienceMs);
    for (let placement = seen; ; placement = (await placements.find(scope, seen._id)) ?? placement) {
      if (isDecided(placement)) return finished(caller, placement, outcomeOf(placement), 'known');
      const isLeft = placement.heldUntil <= clock.now();
      if (isLeft && placement.triedAt === undefined) {
        const taken = await placements.take(scope, placement, later(untriedMs));
        if (taken !== undefined) return go(caller, taken);
      }
      const providerCallId = await known.nameOf(scope, placement._id);
      if (providerCallId !== undefined) {
        // Whoever asked the provider is late, or has ended: one of its webhooks was here before.
        await placements.decide(scope, placement, { providerCallId });
        return finished(caller, placement, { providerCallId }, 'known');
      }
      const isUnknown = isLeft && placement.triedAt !== undefined;
      if (isUnknown || clock.now() > until)
        return { call: await known.get(caller, placement), how: 'unknown' };
      await sleep(lookEveryMs);
    }
  }

  return async (caller: Caller, idempotencyKey: string, asked: NewCall): Promise<Placed> => {
    const { scope, tenantId } = caller;
    const callId = placedIdOf(tenantId, idempotencyKey);
    const before = await placements.find(scope, callId);
    if (before !== undefined) return repeat(caller, before, asked);
    const ordered = await orderOf(caller, asked);
    const createdAt = clock.now();
    await room.take(caller, callId, createdAt);
    const { number, order } = ordered;
    const event = {
      action: 'call.place',
      resource: { type: 'call', id: callId },
      after: { numberId: number.id, from: order.from, record: order.record },
      personal: { subject: asked.to, values: { to: asked.to } },
    } as const;
    return audit.record(scope, caller, event, async () => {
      const stored = await store(caller, callId, createdAt, ordered);
      if (stored !== undefined) return go(caller, stored);
      // The same request came at the same time, and was faster.
      const first = await placements.find(scope, callId);
      if (first === undefined) throw erased();
      return repeat(caller, first, asked);
    });
  };
}

export function outcomeOf({ providerCallId, failure, lostBecause }: Placement): PlacementOutcome {
  if (providerCallId !== undefined) return { providerCallId };
  return failure === undefined ? { lostBecause: lostBecause ?? '' } : { failure };
}

function failed(callId: string, { status, message }: NonNullable<Placement['failure']>) {
  const what = `${message} The call ${callId} has failed. To call again, send another Idempotency-Key.`;
  return status === 422
    ? new RefusedByProvider(what, { code: 'CALL_REFUSED' })
    : new ExternalApiError(what, { code: 'CALL_NOT_PLACED', retryable: false });
}

function reused(): ConflictError {
  return new ConflictError('Another call was asked for under this Idempotency-Key. Send another key.', {
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
}

function erased(): ConflictError {
  return new ConflictError('The call of this Idempotency-Key was erased. Send another key.', {
    code: 'CALL_ERASED',
  });
}
