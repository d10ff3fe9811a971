/** What people and keys do to calls. */
import type { NewCall } from '../../../contract/call-commands.ts';
import type { Call } from '../../../contract/calls.ts';
import type { Caller } from '../../../core/caller.ts';
import { type Clock, systemClock } from '../../../core/clock.ts';
import type { Logger } from '../../../core/logger/index.ts';
import { systemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Audit } from '../../audit/audit.ts';
import type { OpenConnections } from '../../connections/connections.ts';
import type { HeldNumbers } from '../../numbers/held.ts';
import type { Quotas } from '../../quotas/index.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import type { OpenCalls } from '../index.ts';
import type { UsageCount } from '../usage/count.ts';
import { createAsking } from './ask.ts';
import { createHangUp } from './hang-up.ts';
import { createKnownCalls } from './known.ts';
import { createOrders } from './order.ts';
import { createPlace, type Placed } from './place.ts';
import { createReconcileCall } from './reconcile.ts';
import { createRoom } from './room.ts';
import { createTelling } from './tell.ts';
import { createUnsettled } from './unsettled.ts';

export interface CallCommands {
  place(caller: Caller, idempotencyKey: string, asked: NewCall): Promise<Placed>;
  hangUp(caller: Caller, callId: string): Promise<Call>;
  /** As it is after its provider was asked. */
  reconcile(caller: Caller, callId: string): Promise<Call>;
  /** Goes on with what was left; resolves with how many calls that were. */
  sweep(signal: AbortSignal): Promise<number>;
}

interface Needs {
  readonly models: Pick<Models, 'calls' | 'callHomes' | 'receipts'>;
  readonly calls: Pick<OpenCalls, 'intake' | 'reconcile' | 'placements' | 'get'>;
  readonly connections: Pick<OpenConnections, 'byId' | 'accountOf'>;
  readonly numbers: HeldNumbers;
  readonly quotas: Pick<Quotas, 'reserve' | 'release' | 'settle'>;
  readonly tenants: TenantFacts;
  readonly audit: Pick<Audit, 'record'>;
  readonly usage: UsageCount;
  /** After so long without a trace a call whose provider's answer was lost is given up. */
  readonly lostAfterMs: number;
  readonly log: Logger;
  readonly clock?: Clock;
}

export function createCallCommands(needs: Needs): CallCommands {
  const { models, calls: open, clock = systemClock, log } = needs;
  const { calls, callHomes: homes, receipts } = models;
  const { intake, reconcile, placements } = open;
  const parts = { ...needs, calls, homes, placements, intake, reconcile, reading: open, clock };
  const everyone = systemScope('calls: of whatever tenant, those that have ended give back their room', log);
  const room = createRoom(parts);
  const telling = createTelling({ ...parts, room });
  const asking = createAsking(parts);
  const known = createKnownCalls({ calls, receipts, reading: open });
  const unsettled = createUnsettled({ ...parts, known, asking, telling });
  return {
    place: createPlace({ ...parts, orderOf: createOrders(parts), room, telling, asking, known }),
    hangUp: createHangUp({ ...parts, known }),
    reconcile: createReconcileCall({ ...parts, known, unsettled }),
    async sweep(signal) {
      const left = await unsettled.sweep(signal);
      return left + (await room.giveBackEnded(everyone));
    },
  };
}
