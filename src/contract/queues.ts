/** The job queues of the platform, and the jobs in them that were tried for the last time. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';

const Count = z.int().min(0);

export const QueueState = z
  .object({
    name: z.string(),
    waiting: Count.meta({ description: 'Whose turn comes as soon as a worker is free.' }),
    oldestSec: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'For how many seconds the oldest of these has waited; null where none does.' }),
    delayed: Count.meta({
      description: 'Whose turn comes later: most of them have failed and are tried again.',
    }),
    active: Count.meta({ description: 'Being worked on.' }),
    completed: Count.meta({ description: 'Done, as far as they are still kept.' }),
    dead: Count.meta({ description: 'Whose last attempt has failed. They are kept, and can be replayed.' }),
  })
  .meta({ id: 'QueueState', description: 'One job queue, and how many jobs are where in it.' });

export const Queues = z.object({ items: z.array(QueueState) }).meta({
  id: 'Queues',
  description: 'The job queues of the platform.',
  examples: [
    {
      items: [
        {
          name: 'notification-queue',
          waiting: 3,
          oldestSec: 2,
          delayed: 1,
          active: 2,
          completed: 100,
          dead: 1,
        },
      ],
    },
  ],
});

export const QueueParams = z.object({ queue: z.string().max(64) });
export const FailedJobParams = z.object({ queue: z.string().max(64), jobId: z.string().max(128) });
export const FailedJobQuery = z.object(PageQuery);

export const FailedJob = z
  .object({
    id: z.string(),
    error: z.string().meta({
      description: 'What its last attempt failed with. Secrets, addresses and phone numbers are masked.',
    }),
    attempts: Count.meta({ description: 'How often it was tried.' }),
    failedAt: z.iso.datetime(),
    about: z.record(z.string(), z.string()).meta({
      description: 'The ids that it holds, such as `tenantId`. Whatever else may be in it is not shown.',
    }),
  })
  .meta({ id: 'FailedJob', description: 'A job whose last attempt has failed.' });

export const FailedJobPage = z.object({ items: z.array(FailedJob), nextCursor: NextCursor }).meta({
  id: 'FailedJobPage',
  description: 'Jobs whose last attempt has failed, the latest first.',
  examples: [
    {
      items: [
        {
          id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
          error: 'the mail provider answered 401',
          attempts: 10,
          failedAt: '2026-03-01T12:00:00.000Z',
          about: { tenantId: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d', mailId: 'mail_01kb2m9x4e7q3v8z5c0t6r1n2d' },
        },
      ],
      nextCursor: null,
    },
  ],
});

export const Replayed = z.object({ replayed: Count }).meta({
  id: 'Replayed',
  description: 'How many jobs have all their attempts again.',
  examples: [{ replayed: 1 }],
});

export type QueueState = z.infer<typeof QueueState>;
export type FailedJob = z.infer<typeof FailedJob>;
export type FailedJobQuery = z.infer<typeof FailedJobQuery>;
