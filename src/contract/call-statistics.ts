/** How many calls there were, and how long they were, over time. */
import { z } from 'zod';
import { CallFilter, lengthsDoNotFit, lengthsFit } from './call-queries.ts';

const When = z.iso.datetime();

export const CallStatsQuery = z
  .object({
    ...CallFilter,
    by: z.enum(['hour', 'day', 'weekday-hour']).default('day').meta({
      description:
        "What the calls are put together by, in the tenant's time zone: each hour, each day, or the hours of a week.",
    }),
    of: z
      .enum(['status', 'direction', 'provider', 'agent', 'numberId', 'endedBy', 'disposition'])
      .optional()
      .meta({
        description: 'Counts the values of this field apart.',
      }),
  })
  .refine(lengthsFit, lengthsDoNotFit);
export type CallStatsQuery = z.infer<typeof CallStatsQuery>;

const counts = {
  calls: z.number().int(),
  answered: z.number().int(),
  failed: z.number().int().meta({ description: 'Failed, or lost.' }),
  billableSec: z.number().int().meta({ description: 'Of those whose length is known, together.' }),
  averageSec: z.number().nullable().meta({
    description: 'Of those that were answered and whose length is known; null where there are none.',
  }),
};

const Percentile = z.number().int().nullable();

export const CallStats = z
  .object({
    since: When,
    until: When,
    timeZone: z.string(),
    total: z.object({
      ...counts,
      medianSec: Percentile,
      p90Sec: Percentile,
      p99Sec: Percentile,
    }),
    items: z
      .array(
        z.object({
          startsAt: When.nullable().meta({
            description: 'When the hour or the day begins; null for hours of a week.',
          }),
          weekday: z
            .number()
            .int()
            .min(1)
            .max(7)
            .nullable()
            .meta({ description: '1 is Monday; for hours of a week.' }),
          hour: z.number().int().min(0).max(23).nullable().meta({ description: 'For hours of a week.' }),
          of: z
            .string()
            .nullable()
            .meta({ description: 'The value that is counted apart; null where there is none.' }),
          ...counts,
        }),
      )
      .meta({ description: 'In their order; those without calls are left out.' }),
  })
  .meta({
    id: 'CallStats',
    description: 'How many calls there were, and how long they were.',
    examples: [
      {
        since: '2026-02-28T23:00:00.000Z',
        until: '2026-03-01T23:00:00.000Z',
        timeZone: 'Europe/Stockholm',
        total: {
          calls: 3,
          answered: 2,
          failed: 0,
          billableSec: 130,
          averageSec: 65,
          medianSec: 60,
          p90Sec: 70,
          p99Sec: 70,
        },
        items: [
          {
            startsAt: '2026-02-28T23:00:00.000Z',
            weekday: null,
            hour: null,
            of: null,
            calls: 3,
            answered: 2,
            failed: 0,
            billableSec: 130,
            averageSec: 65,
          },
        ],
      },
    ],
  });
export type CallStats = z.infer<typeof CallStats>;
