/** Who takes mails, by the configuration; undefined where nobody does. */
import type { Config } from '../../core/config/index.ts';
import type { Mailer } from './mailer.ts';
import { openSendGrid } from './sendgrid.ts';

type MailConfig = Pick<Config, 'SENDGRID_API_KEY' | 'SENDGRID_BASE_URL' | 'MAIL_FROM' | 'MAIL_FROM_NAME'>;

export function openMailer({ SENDGRID_API_KEY, MAIL_FROM, ...config }: MailConfig): Mailer | undefined {
  // The configuration is refused where there is a key and no sender.
  if (SENDGRID_API_KEY === undefined || MAIL_FROM === undefined) return undefined;
  return openSendGrid({ ...config, SENDGRID_API_KEY, MAIL_FROM });
}
