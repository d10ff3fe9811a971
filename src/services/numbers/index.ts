/** Numbers: whose they are at every turn, and in the hands of those who manage them. */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { Connections } from '../../models/connections.ts';
import type { Numbers as Stored } from '../../models/numbers.ts';
import type { Audit } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';
import { createHeldNumbers, type HeldNumbers } from './held.ts';
import { createManagement, type NumberManagement } from './management.ts';
import type { OpenNumbers } from './numbers.ts';
import { createOpenNumbers } from './open.ts';

export interface Numbers extends OpenNumbers, HeldNumbers, NumberManagement {}

interface Needs {
  readonly models: { readonly numbers: Stored; readonly connections: Connections };
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Revocations;
  readonly tenants: TenantStatuses;
  readonly log: Logger;
  readonly clock?: Clock;
}

export function createNumbers({ models, log, clock = systemClock, ...rest }: Needs): Numbers {
  // These alone: a process has models by the names of its services.
  const { numbers, connections } = models;
  const everyone = systemScope(
    'numbers: whoever is called names no tenant, and a number may be another’s than its connection',
    log,
  );
  return {
    ...createOpenNumbers({ ...rest, numbers, scope: everyone, clock }),
    ...createHeldNumbers(numbers, everyone),
    ...createManagement({ ...rest, numbers, connections, everyone, clock }),
  };
}
