/** Mails that are to be sent. They are few, and whoever waits for one waits for a mailbox anyway: others go first. */
import { z } from 'zod';
import { defineQueue, jobPayload } from './define.ts';

export const notificationQueue = defineQueue({
  name: 'notification-queue',
  payload: jobPayload({ mailId: z.string().min(1) }),
  // About half an hour in all, which outlasts most of a provider's troubles.
  attempts: 10,
  backoff: { firstMs: 5_000, capMs: 10 * 60_000 },
  timeLimitMs: 60_000,
  concurrency: { floor: 10, ceiling: 10 },
  priority: 'low',
});
