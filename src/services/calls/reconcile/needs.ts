/** What it takes to ask providers about calls. */
import type { Logger } from '../../../core/logger/index.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { CallHomes } from '../../../models/call-homes.ts';
import type { Calls } from '../../../models/calls.ts';
import type { Receipts } from '../../../models/receipts.ts';
import type { OpenConnections } from '../../connections/connections.ts';
import type { PlacementStore } from '../commands/placements.ts';
import type { Intake } from '../intake.ts';

export interface ReconcileNeeds {
  readonly calls: Pick<Calls, 'find'>;
  readonly homes: Pick<CallHomes, 'find'>;
  readonly receipts: Pick<Receipts, 'parked' | 'release'>;
  /** Calls that were asked for, and of which nobody knows yet under which name the provider has them. */
  readonly placements: Pick<PlacementStore, 'unnamed'>;
  readonly connections: Pick<OpenConnections, 'byId' | 'accountOf' | 'all'>;
  readonly intake: Pick<Intake, 'tell' | 'understood'>;
  readonly scope: SystemScope;
  readonly now: () => Date;
  readonly log: Logger;
  /** How long nothing may be heard of a call that goes on before its provider is asked. */
  readonly silentMs: number;
  /** How long nobody may know who takes part in a call that goes on before its provider is asked. */
  readonly unknownMs: number;
}
