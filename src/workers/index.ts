/** All workers of the product, one file each beside this one, and the sweeps that find what got lost. */
import type { App } from '../app.ts';
import { notificationWorker } from './notification.ts';
import type { Sweep, Worker } from './runtime/index.ts';

export function workersOf({ mail }: Pick<App, 'mail'>): readonly Worker[] {
  return [notificationWorker(mail)];
}

export function sweepsOf({ mail }: Pick<App, 'mail'>): readonly Sweep[] {
  return [{ name: 'mails', everyMs: 5_000, run: mail.sweep }];
}
