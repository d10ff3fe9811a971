import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineQueue, jobPayload, type Queue } from '../../src/core/queues/index.ts';

const payload = jobPayload({ callId: z.string().min(1) });

export type TestPayload = z.infer<typeof payload>;
export type TestQueue = Queue<TestPayload>;

/** A queue of the test's own, which tries again soon. */
export function testQueue(settings: Partial<Omit<TestQueue, 'payload'>> = {}): TestQueue {
  return defineQueue({
    name: `test-${randomBytes(4).toString('hex')}`,
    payload,
    attempts: 3,
    backoff: { firstMs: 2, capMs: 10 },
    concurrency: { floor: 4, ceiling: 4 },
    ...settings,
  });
}

export const testJob = (callId = 'call_1'): TestPayload => ({
  callId,
  tenantId: 'ten_1',
  requestId: 'req_1',
});
