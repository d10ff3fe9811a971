/**
 * One attempt to send one mail.
 *
 * SendGrid knows no idempotency key: who asks twice sends twice, and whether a request arrived whose answer was lost
 * cannot be found out. So an attempt is claimed in the database before it is made, and of each it is noted whether
 * SendGrid can have taken the mail:
 *
 * - It said no (429, 5xx), or no connection came about: it is tried again, and nobody gets two.
 * - It said yes, and that was noted: never again, whoever asks.
 * - Nobody knows: the answer was cut off or late, or the process died between SendGrid's yes and our note. A mail that
 *   never comes is worse than one that comes twice, so it is tried again, once its claim has run out; and three such
 *   attempts end it, so that nobody gets more than three copies. All of them have the same Message-ID, by which many
 *   mailboxes show one. That is what remains: at most two copies too many, and only where an answer was lost.
 */
import { ExternalApiError } from '../../core/errors.ts';
import { notificationQueue } from '../../core/queues/index.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { StoredMail } from '../../models/mails.ts';
import type { OutgoingMail, Sent } from '../../providers/mail/mailer.ts';
import { openContent } from './content.ts';
import type { MailDelivery } from './mail.ts';
import type { MailParts } from './parts.ts';
import { isTemplate, rendered } from './templates/index.ts';
import { longestRetryAfterMs } from './timing.ts';

const mostUncertain = 3;
const { attempts: mostAttempts, backoff } = notificationQueue;

/** Nobody asks for these again, and they hold no link that ends: better late than never. */
const isPatient = ({ template }: Pick<StoredMail, 'template'>) => template === 'quota';

export function delivering(parts: MailParts): MailDelivery['deliver'] {
  const { mails, mailer, clock, timing, log } = parts;
  const later = (ms: number) => new Date(clock.now().getTime() + ms);

  /** Only while the attempt is still the latest one: who was overtaken changes nothing. */
  async function note(scope: TenantScope, { _id, attempts }: StoredMail, change: object): Promise<void> {
    await mails.updateOne(scope, { _id, state: 'queued', attempts }, change);
  }

  async function end(scope: TenantScope, mail: StoredMail, fate: Partial<StoredMail>): Promise<void> {
    await note(scope, mail, { $set: { ...fate, endedAt: clock.now() }, $unset: { content: 1 } });
  }

  async function fail(scope: TenantScope, mail: StoredMail, reason: string): Promise<never> {
    await end(scope, mail, { state: 'failed', reason });
    throw new ExternalApiError(`The mail failed for good: ${reason}.`, { retryable: false });
  }

  /** Counted as uncertain until something else is known: a process may die at any moment after this. */
  async function claim(scope: TenantScope, mail: StoredMail): Promise<StoredMail | null> {
    return mails.findOneAndUpdate(
      scope,
      { _id: mail._id, state: 'queued', attempts: mail.attempts },
      {
        $inc: { attempts: 1, uncertain: 1 },
        $set: { heldUntil: later(timing.holdMs), sweepAt: later(timing.holdMs) },
      },
    );
  }

  async function refused(scope: TenantScope, mail: StoredMail, sent: Sent & { taken: 'no' }): Promise<never> {
    const { retryable, reason, retryAfterMs = 0 } = sent;
    const isOver = mail.attempts >= mostAttempts;
    if (!retryable || (isOver && !isPatient(mail))) return fail(scope, mail, reason);
    // One that stays news is tried on, seldom, until the sweep gives it up.
    const waitMs = isOver ? longestRetryAfterMs : Math.min(retryAfterMs, longestRetryAfterMs);
    const longestBackoffMs = Math.min(backoff.firstMs * 2 ** (mail.attempts - 1), backoff.capMs);
    await note(scope, mail, {
      $inc: { uncertain: -1 },
      $set: {
        heldUntil: later(waitMs),
        sweepAt: later(waitMs > 0 ? waitMs : longestBackoffMs + timing.slackMs),
      },
    });
    throw new ExternalApiError(`The mail was not taken: ${reason}.`);
  }

  return async (scope, { mailId, signal }) => {
    const found = await mails.findById(scope, mailId);
    if (found === null || found.state !== 'queued' || found.heldUntil > clock.now()) return 'obsolete';
    const letter = outgoing(parts, scope, found);
    if (mailer === undefined) {
      log.warn({ mailId, template: found.template }, 'not sent, no provider: SENDGRID_API_KEY is not set');
      await end(scope, found, { state: 'failed', reason: 'there is no provider' });
      return 'not sent';
    }
    if (found.uncertain >= mostUncertain) return fail(scope, found, 'it may have been sent; no answer came');
    if (found.attempts >= mostAttempts && !isPatient(found))
      return fail(scope, found, 'it was tried too often');
    const mail = await claim(scope, found);
    if (mail === null) return 'obsolete';
    const sent = await mailer.send(letter, signal);
    if (sent.taken === 'no') return refused(scope, mail, sent);
    if (sent.taken === 'unknown')
      throw new ExternalApiError(`Whether the mail was taken is unknown: ${sent.reason}.`);
    await end(scope, mail, { state: 'sent', ...(sent.providerId && { providerId: sent.providerId }) });
    return 'sent';
  };
}

function outgoing({ sealer }: MailParts, scope: TenantScope, mail: StoredMail): OutgoingMail {
  const { _id: mailId, template, content } = mail;
  if (content === undefined) throw new Error('a mail that is queued has lost what it says');
  if (!isTemplate(template)) throw new Error(`this version has no template "${template}"`);
  const { to, values } = openContent(sealer, { tenantId: tenantOf(scope), mailId }, content);
  return { id: mailId, category: template, to, ...rendered(template, values) };
}
