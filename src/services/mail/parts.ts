/** What the mail service is made of. */
import type { Clock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { Queues } from '../../core/queues/index.ts';
import type { Mails } from '../../models/mails.ts';
import type { Mailer } from '../../providers/mail/mailer.ts';
import type { Sealer } from './content.ts';
import type { MailTiming } from './timing.ts';

export interface MailParts {
  readonly mails: Mails;
  readonly queues: Pick<Queues, 'add'>;
  readonly sealer: Sealer;
  /** Undefined where nobody takes mails: they are noted as not sent. */
  readonly mailer: Pick<Mailer, 'send'> | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timing: MailTiming;
}
