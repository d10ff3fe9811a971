/**
 * The notification queue: mails on their way out. A job says which mail; what it says and to whom is read, sealed, from
 * the database, so that neither Redis nor a dead job holds anything personal.
 */
import { notificationQueue } from '../core/queues/index.ts';
import { scopeFromJob } from '../core/tenancy.ts';
import type { MailDelivery } from '../services/mail/mail.ts';
import { defineWorker, type Worker } from './runtime/index.ts';

export function notificationWorker(mail: Pick<MailDelivery, 'deliver'>): Worker {
  return defineWorker(notificationQueue, async (payload, { signal }) => {
    const outcome = await mail.deliver(scopeFromJob(payload), { mailId: payload.mailId, signal });
    return outcome === 'obsolete' ? outcome : undefined;
  });
}
