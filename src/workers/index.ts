/** All workers of the product, one file each beside this one, and the sweeps that find what got lost. */
import type { App } from '../app.ts';
import { notificationWorker } from './notification.ts';
import type { Sweep, Worker } from './runtime/index.ts';

export function workersOf({ mail }: Pick<App, 'mail'>): readonly Worker[] {
  return [notificationWorker(mail)];
}

type Swept = Pick<
  App,
  'mail' | 'privacy' | 'calls' | 'calling' | 'usage' | 'quotas' | 'connections' | 'config'
>;

export function sweepsOf({
  mail,
  privacy,
  calls,
  calling,
  usage,
  quotas,
  connections,
  config,
}: Swept): readonly Sweep[] {
  const { intake, reconcile, writeWords } = calls;
  const { retention, erasures, rotation } = privacy.sweeps;
  return [
    { name: 'receipts', everyMs: 2_000, run: intake.sweep },
    { name: 'calls that were asked for', everyMs: 2_000, run: calling.sweep },
    { name: 'what calls use', everyMs: 2_000, run: usage.sweep },
    { name: 'calls that are silent', everyMs: 2_000, run: reconcile.silent },
    { name: 'calls of unknown parties', everyMs: 1_000, run: reconcile.unknown },
    { name: 'calls that were missed', everyMs: config.CALLS_MISSED_SECONDS * 1_000, run: reconcile.missed },
    { name: 'calls that are nobody’s', everyMs: 5_000, run: reconcile.parked },
    { name: 'words of calls', everyMs: 2_000, run: writeWords },
    { name: 'how accounts are', everyMs: 10_000, run: connections.check },
    { name: 'mails', everyMs: 5_000, run: mail.sweep },
    { name: 'notices about quotas', everyMs: 30_000, run: quotas.sweep },
    { name: 'erasures', everyMs: 5_000, run: erasures },
    { name: 'rotation of keys', everyMs: 60_000, run: rotation },
    { name: 'retention', everyMs: 6 * 3_600_000, run: retention },
  ];
}
