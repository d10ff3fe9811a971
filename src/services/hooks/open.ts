/** The hooks of the product, put together. */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { Metrics } from '../../core/metrics.ts';
import type { ProviderName, Webhooks } from '../../providers/telephony/telephony.ts';
import type { Audit } from '../audit/audit.ts';
import type { PlacedCalls } from '../calls/commands/placements.ts';
import type { Receiving } from '../calls/receipts/receive.ts';
import type { Admit } from '../calls/usage/admit.ts';
import type { OpenConnections } from '../connections/connections.ts';
import type { OpenNumbers } from '../numbers/numbers.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';
import { blandAnswers, type CallerHears, createTwilioAnswers } from './answers.ts';
import { createHooks, type Hooks } from './index.ts';
import { createRefusals } from './refusals.ts';

export interface OpenHooks extends Hooks {
  close(): Promise<void>;
}

interface Needs {
  readonly audit: Pick<Audit, 'append'>;
  readonly tenants: TenantStatuses;
  readonly webhooks: Readonly<Record<ProviderName, Webhooks>>;
  readonly connections: OpenConnections;
  readonly numbers: Pick<OpenNumbers, 'answering'>;
  readonly admit: Admit;
  /** What is said in calls that we placed. */
  readonly placed: PlacedCalls;
  readonly receiving: Pick<Receiving, 'receive'>;
  readonly hears: CallerHears & { readonly fallback: string };
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clock?: Clock;
}

export function openHooks(needs: Needs): OpenHooks {
  const { webhooks, connections, receiving, hears, clock = systemClock } = needs;
  const refusals = createRefusals({ ...needs, clock });
  const { interpret } = webhooks.twilio;
  const hooks = createHooks({
    connections,
    webhooks,
    answers: { bland: blandAnswers, twilio: createTwilioAnswers({ ...needs, interpret }) },
    receiving,
    refusals,
    fallback: { status: 200, contentType: hears.type, body: hears.fallback },
  });
  return { ...hooks, close: refusals.close };
}
