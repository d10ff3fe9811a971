/** A call as it is shown to whoever has just asked something of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { Unavailable } from '../../../core/errors.ts';
import type { Scope, TenantScope } from '../../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../../models/calls.ts';
import type { Receipts } from '../../../models/receipts.ts';
import { existingCall } from '../existing.ts';
import type { CallReading } from '../read/index.ts';
import type { Placement } from './placements.ts';

export interface KnownCalls {
  /** Fails where there is none. */
  existing(scope: TenantScope, callId: string): Promise<StoredCall>;
  /** By which its provider knows it; undefined until that was told. */
  nameOf(scope: Scope, callId: string): Promise<string | undefined>;
  /** Once it knows what came of its being asked for. */
  get(caller: Caller, placement: Placement): Promise<Call>;
  /** Once these receipts were applied, or could not be. */
  after(caller: Caller, callId: string, receiptIds: readonly string[]): Promise<Call>;
}

export interface KnownNeeds {
  readonly calls: Pick<Calls, 'findById'>;
  readonly receipts: Pick<Receipts, 'findByIds'>;
  readonly reading: Pick<CallReading, 'get'>;
}

/** Receipts are applied right after they were stored; this is for a process that has much to do. */
const patienceMs = 10_000;
const lookEveryMs = 20;

export function createKnownCalls({ calls, receipts, reading }: KnownNeeds): KnownCalls {
  const primary = { readPreference: 'primary' } as const;

  /** Whether it came to that in time. */
  async function until(isSo: () => Promise<boolean>): Promise<boolean> {
    const over = performance.now() + patienceMs;
    while (performance.now() < over) {
      if (await isSo()) return true;
      await sleep(lookEveryMs);
    }
    return false;
  }

  return {
    existing: (scope, callId) => existingCall(calls, scope, callId, primary),
    async nameOf(scope, callId) {
      const call = await calls.findById(scope, callId, { select: ['providerCallId'], ...primary });
      return call === null || call.providerCallId === callId ? undefined : call.providerCallId;
    },
    async get(caller, { _id: callId, providerCallId, lostBecause }) {
      const isThere = await until(async () => {
        const call = await calls.findById(caller.scope, callId, primary);
        if (call === null) return false;
        return (
          (providerCallId === undefined || call.providerCallId === providerCallId) &&
          (lostBecause === undefined || call.ended)
        );
      });
      if (isThere) return reading.get(caller, callId);
      throw new Unavailable('The call is stored, and not to be seen yet. Send the same request again.');
    },
    async after(caller, callId, receiptIds) {
      await until(async () => {
        const found = await receipts.findByIds(receiptIds);
        return found.every(({ state }) => state !== 'new');
      });
      return reading.get(caller, callId);
    },
  };
}
