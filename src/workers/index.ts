/** All workers of the product, one file each beside this one, and the sweeps that find what got lost. */
import type { App } from '../app.ts';
import { notificationWorker } from './notification.ts';
import type { Sweep, Worker } from './runtime/index.ts';

export function workersOf({ mail }: Pick<App, 'mail'>): readonly Worker[] {
  return [notificationWorker(mail)];
}

export function sweepsOf({ mail, privacy }: Pick<App, 'mail' | 'privacy'>): readonly Sweep[] {
  const { retention, erasures, rotation } = privacy.sweeps;
  return [
    { name: 'mails', everyMs: 5_000, run: mail.sweep },
    { name: 'erasures', everyMs: 5_000, run: erasures },
    { name: 'rotation of keys', everyMs: 60_000, run: rotation },
    { name: 'retention', everyMs: 6 * 3_600_000, run: retention },
  ];
}
