/** Takes a mail in: stored first, then hinted at. A hint that gets lost is made good by the sweep. */
import { ConflictError } from '../../core/errors.ts';
import { hashedId } from '../../core/ids.ts';
import { notificationQueue } from '../../core/queues/index.ts';
import { tenantOf } from '../../core/tenancy.ts';
import { sealContent } from './content.ts';
import type { Mail } from './mail.ts';
import type { MailParts } from './parts.ts';
import { rendered } from './templates/index.ts';

export function enqueueing(parts: MailParts): Mail['enqueue'] {
  const { mails, sealer, clock, timing } = parts;
  return async (scope, { template, to, values, key }, requestId) => {
    // What cannot be filled in is a fault of whoever asks, and has to be told now.
    rendered(template, values);
    const tenantId = tenantOf(scope);
    const mailId = hashedId('mail', tenantId, key);
    const now = clock.now();
    try {
      await mails.insertOne(scope, {
        _id: mailId,
        template,
        content: sealContent(sealer, { tenantId, mailId }, { to, values }),
        state: 'queued',
        attempts: 0,
        uncertain: 0,
        heldUntil: now,
        sweepAt: new Date(now.getTime() + timing.hintMs),
        requestId,
        createdAt: now,
      });
    } catch (error) {
      // Told already, or about to be.
      if (error instanceof ConflictError && error.code === 'DUPLICATE') return;
      throw error;
    }
    await hint(parts, { tenantId, mailId, requestId });
  };
}

/** Whether Redis has it. */
export async function hint(
  { queues, log }: Pick<MailParts, 'queues' | 'log'>,
  { tenantId, mailId, requestId }: { tenantId: string; mailId: string; requestId: string },
): Promise<boolean> {
  try {
    await queues.add(notificationQueue, { tenantId, mailId, requestId });
    return true;
  } catch (error) {
    log.child({ tenantId, requestId }).warn({ error, mailId }, 'a mail waits for the next sweep');
    return false;
  }
}
