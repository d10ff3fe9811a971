/** What a tenant may use, and what it has used. */
import { z } from 'zod';

const QuotaUse = z
  .object({
    quota: z.enum([
      'concurrentCalls',
      'callsPerDay',
      'minutesPerMonth',
      'transcriptionMinutesPerMonth',
      'requestsPerMinute',
    ]),
    unit: z.enum(['calls', 'minutes', 'requests']).meta({ description: 'What the numbers are of.' }),
    used: z.number().nullable().meta({
      description:
        'In this period. Null where nobody knows just now, and for requests where there is no limit: they are counted against one alone.',
    }),
    reserved: z.number().meta({
      description: 'Kept for what goes on now: it counts against the hard limit, and is not used yet.',
    }),
    soft: z.number().nullable().meta({ description: 'From here on you are told, and nothing is refused.' }),
    hard: z.number().nullable().meta({ description: 'From here on everything more is refused.' }),
    percent: z.number().nullable().meta({
      description: 'What is used of the hard limit, or of the soft one where there is no hard one.',
    }),
    period: z
      .object({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime() })
      .nullable()
      .meta({ description: "By the tenant's time zone. Null for what is counted at this moment." }),
  })
  .meta({
    id: 'QuotaUse',
    description: 'One of the limits of a tenant, and how much of it is used.',
    examples: [
      {
        quota: 'minutesPerMonth',
        unit: 'minutes',
        used: 812.5,
        reserved: 10,
        soft: 1000,
        hard: 1500,
        percent: 54.17,
        period: { startsAt: '2026-02-28T23:00:00.000Z', endsAt: '2026-03-31T22:00:00.000Z' },
      },
    ],
  });

export type QuotaUse = z.infer<typeof QuotaUse>;

export const QuotasAnswer = z.object({ items: z.array(QuotaUse) }).meta({
  id: 'QuotasAnswer',
  description: 'Every limit of a tenant, and how much of it is used.',
  examples: [
    {
      items: [
        {
          quota: 'concurrentCalls',
          unit: 'calls',
          used: 4,
          reserved: 0,
          soft: null,
          hard: 20,
          percent: 20,
          period: null,
        },
      ],
    },
  ],
});
