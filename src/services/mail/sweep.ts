/** Mails whose jobs got lost get new ones; what is too old to be of use is given up, and what it said is deleted. */
import { systemScope } from '../../core/tenancy.ts';
import { hint } from './enqueue.ts';
import type { MailDelivery } from './mail.ts';
import type { MailParts } from './parts.ts';

/** What a sweep takes up at once; the next one comes soon. */
const batch = 200;

export function sweeping(parts: MailParts): MailDelivery['sweep'] {
  const { mails, clock, log, timing } = parts;
  let scope: ReturnType<typeof systemScope> | undefined;

  return async () => {
    scope ??= systemScope('mails of all tenants that were forgotten', log);
    const now = clock.now();
    const { modifiedCount } = await mails.updateMany(
      scope,
      {
        state: 'queued',
        sweepAt: { $lte: now },
        heldUntil: { $lte: now },
        createdAt: { $lte: new Date(now.getTime() - timing.giveUpMs) },
      },
      {
        $set: { state: 'failed', reason: 'it could not be sent in time', endedAt: now },
        $unset: { content: 1 },
      },
    );
    if (modifiedCount > 0)
      log.warn({ count: modifiedCount }, 'mails were given up: they could not be sent in time');
    const forgotten = await mails.find(
      scope,
      { state: 'queued', sweepAt: { $lte: now } },
      { select: ['tenantId', 'requestId'], sort: { sweepAt: 1 }, limit: batch },
    );
    const hinted: string[] = [];
    for (const { _id: mailId, tenantId, requestId } of forgotten) {
      // Without Redis the others would fail as well.
      if (!(await hint(parts, { tenantId, mailId, requestId }))) break;
      hinted.push(mailId);
    }
    if (hinted.length === 0) return;
    const sweepAt = new Date(now.getTime() + timing.holdMs);
    await mails.updateMany(
      scope,
      // Not one that was taken up meanwhile, which knows better.
      { _id: { $in: hinted }, state: 'queued', sweepAt: { $lte: now } },
      { $set: { sweepAt } },
    );
    log.info({ count: hinted.length }, 'mails that were forgotten have jobs again');
  };
}
