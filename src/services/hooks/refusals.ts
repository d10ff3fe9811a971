/**
 * What is done about requests whose signature is not good. Each is counted; once a minute for each connection the log
 * says how many there were, and so does the audit log of its owner. Nothing of what they carried is kept.
 */
import { Counter } from 'prom-client';
import { createBackground } from '../../core/background.ts';
import type { Clock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { Metrics } from '../../core/metrics.ts';
import { scopeFromConnection } from '../../core/tenancy.ts';
import type { Audit } from '../audit/audit.ts';
import type { OpenConnection } from '../connections/connections.ts';

export interface Refused {
  readonly provider: string;
  /** Undefined where there is none by that id. */
  readonly connection: OpenConnection | undefined;
  readonly why: string;
  readonly requestId: string;
}

export interface Refusals {
  add(refused: Refused): void;
  close(): Promise<void>;
}

interface Parts {
  readonly audit: Pick<Audit, 'append'>;
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Logger;
}

const everyMs = 60_000;

export function createRefusals({ audit, metrics, clock, log }: Parts): Refusals {
  const background = createBackground(log);
  const counter = new Counter({
    name: 'trunkline_hooks_refused_total',
    help: 'Webhooks that were not taken, by provider and by what was wrong with them.',
    labelNames: ['provider', 'why'],
    registers: [metrics],
  });
  /** By connection; those that do not exist count together, for their ids are anybody's invention. */
  const untold = new Map<string, { count: number; tellAfter: number }>();

  return {
    add({ provider, connection, why, requestId }) {
      counter.inc({ provider, why });
      const key = connection?.id ?? `no such ${provider} connection`;
      const now = clock.monotonicMs();
      const { count, tellAfter } = untold.get(key) ?? { count: 0, tellAfter: now };
      if (now < tellAfter) {
        untold.set(key, { count: count + 1, tellAfter });
        return;
      }
      untold.set(key, { count: 0, tellAfter: now + everyMs });
      const refused = count + 1;
      log.warn({ connectionId: connection?.id, provider, why, refused }, 'webhooks were refused');
      if (connection === undefined) return;
      const { id, ownerId } = connection;
      background.run('noting refused webhooks', () =>
        audit.append(
          scopeFromConnection({ tenantId: ownerId }),
          { kind: 'system', id: 'hooks', name: 'webhooks', requestId },
          {
            action: 'connection.webhooks-refused',
            resource: { type: 'connection', id },
            after: { why, refused },
          },
        ),
      );
    },
    close: background.close,
  };
}
