/** What there was today: the figures that stand above the calls that go on. */
import { z } from 'zod';

const Count = z.int().min(0);

export const Today = z
  .object({
    since: z.iso.datetime(),
    calls: Count.nullable().meta({
      description:
        'That began since then. Null, and the figures of them too, where they are so many that counting them would take longer than anybody waits.',
    }),
    answered: Count.nullable(),
    failed: Count.nullable().meta({ description: 'Failed, or lost.' }),
    averageSec: z.number().nullable().meta({
      description: 'Of those that were answered and whose length is known; null where there are none.',
    }),
    putAside: Count.nullable().meta({
      description:
        'Webhooks of any day that wait for somebody to look: parked or quarantined. Counted to 1,000; null for those who may not see them.',
    }),
  })
  .meta({
    id: 'Today',
    description: 'What there was today.',
    examples: [
      {
        since: '2026-02-28T23:00:00.000Z',
        calls: 128,
        answered: 120,
        failed: 2,
        averageSec: 94.5,
        putAside: 0,
      },
    ],
  });
export type Today = z.infer<typeof Today>;
