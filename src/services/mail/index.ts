/** Mail: taken in by whoever has something to say, sent by workers, and told once. */
import { systemClock } from '../../core/clock.ts';
import { delivering } from './deliver.ts';
import { enqueueing } from './enqueue.ts';
import type { Mail, MailDelivery } from './mail.ts';
import type { MailParts } from './parts.ts';
import { sweeping } from './sweep.ts';
import { type Preview, previews } from './templates/index.ts';
import { usualTiming } from './timing.ts';

export interface MailService extends Mail, MailDelivery {
  /** Every template, filled in with samples. */
  previews(): Preview[];
}

type Given = Omit<MailParts, 'clock' | 'timing'> & Partial<Pick<MailParts, 'clock' | 'timing'>>;

export function createMail(given: Given): MailService {
  const parts = { clock: systemClock, timing: usualTiming, ...given };
  return {
    enqueue: enqueueing(parts),
    deliver: delivering(parts),
    sweep: sweeping(parts),
    previews,
  };
}
