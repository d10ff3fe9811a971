/** What calls use of their tenants' quotas, as long as they go on and once they have ended. */
import { type Clock, systemClock } from '../../../core/clock.ts';
import type { Config } from '../../../core/config/index.ts';
import type { Logger } from '../../../core/logger/index.ts';
import { systemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Quotas } from '../../quotas/index.ts';
import type { TenantFacts } from '../../tenants/tenants.ts';
import { type Admit, createAdmit } from './admit.ts';
import { createUsageCount, type UsageCount } from './count.ts';

export interface Usage extends UsageCount {
  readonly admit: Admit;
  /** For all tenants; resolves with how many calls were counted. */
  sweep(): Promise<number>;
}

interface Needs {
  readonly config: Pick<Config, 'CALLS_RECEIPT_PATIENCE_MS'>;
  readonly models: Pick<Models, 'calls' | 'facts'>;
  readonly quotas: Pick<Quotas, 'reserve' | 'hold' | 'release' | 'settle'>;
  readonly tenants: Pick<TenantFacts, 'limitsOf'>;
  readonly log: Logger;
  readonly clock?: Clock;
}

export function openUsage({ config, models, quotas, tenants, log, clock = systemClock }: Needs): Usage {
  const { calls, facts } = models;
  const everyone = systemScope('calls: what those of any tenant use is counted', log);
  const counting = createUsageCount({ calls, facts, quotas, clock });
  const patienceMs = config.CALLS_RECEIPT_PATIENCE_MS;
  const sweep = () => counting.count(everyone);
  return { ...counting, sweep, admit: createAdmit({ quotas, tenants, calls, counting, patienceMs, clock }) };
}
