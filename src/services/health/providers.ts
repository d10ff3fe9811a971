/** How the providers are, as their accounts were found last, of whosoever they are: read now and then, never waited for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthAnswer } from '../../contract/health.ts';
import type { Logger } from '../../core/logger/index.ts';
import { createOutage } from '../../core/outage.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections, StoredConnection } from '../../models/connections.ts';

type Known = Pick<StoredConnection, 'provider' | 'simulated' | 'check'>;
type Providers = HealthAnswer['providers'];

export interface ProviderHealth {
  providers(): Providers;
  close(): Promise<void>;
}

interface Needs {
  readonly connections: Pick<Connections, 'find'>;
  readonly scope: SystemScope;
  readonly log: Logger;
  readonly everyMs?: number;
}

const most = 1_000;
const unknown = { state: 'unknown', credentialsRefused: false, askedAt: null } as const;

/** Pretended ones say something only where there are no others. */
function summaryOf(all: readonly Known[], provider: Known['provider']): Providers['bland'] {
  const own = all.filter((each) => each.provider === provider && each.check !== undefined);
  const real = own.filter(({ simulated }) => !simulated);
  const checks = (real.length > 0 ? real : own).flatMap(({ check }) => check ?? []);
  if (checks.length === 0) return unknown;
  const isAway = checks.every(({ verdict }) => verdict === 'failing');
  const askedAt = Math.max(...checks.map((check) => check.askedAt.getTime()));
  return {
    state: isAway ? 'unreachable' : 'reachable',
    credentialsRefused: checks.some(({ verdict }) => verdict === 'refused'),
    askedAt: new Date(askedAt).toISOString(),
  };
}

export function watchProviders({ connections, scope, log, everyMs = 5_000 }: Needs): ProviderHealth {
  const over = new AbortController();
  const outage = createOutage(log, {
    begins: 'how the providers are cannot be read',
    ends: 'how the providers are is read again',
  });
  let found: Providers = { bland: unknown, twilio: unknown };

  async function read(): Promise<void> {
    const all: Known[] = await connections.find(
      scope,
      { status: 'active' },
      { select: ['provider', 'simulated', 'check'], sort: { checkAt: -1 }, limit: most },
    );
    found = { bland: summaryOf(all, 'bland'), twilio: summaryOf(all, 'twilio') };
  }

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      try {
        await read();
        outage.over();
      } catch (error) {
        outage.failed(error);
      }
      await sleep(everyMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
  }
  const going = goOn();
  return {
    providers: () => found,
    async close() {
      over.abort();
      await going;
    },
  };
}
