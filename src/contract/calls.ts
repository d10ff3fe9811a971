/** Calls, as they are known at this moment. */
import { z } from 'zod';
import { callDirections, callStatuses } from '../core/calls/call.ts';
import { type EventType, eventTypes } from '../core/events.ts';
import { NextCursor, PageQuery } from './page.ts';

const When = z.iso.datetime();

const example = {
  id: 'call_01kb2m9x4e7q3v8z5c0t6r1n2d',
  connectionId: 'conn_01kb2m9x4e7q3v8z5c0t6r1n2d',
  provider: 'twilio',
  providerCallId: 'CA5f1c0d1e8c7e4b0f9f6f0a6f3a1b2c3d',
  simulated: false,
  numberId: 'num_01kb2m9x4e7q3v8z5c0t6r1n2d',
  agent: 'Reception',
  direction: 'inbound',
  from: '+14155550142',
  to: '+14155550100',
  callerName: null,
  status: 'completed',
  ended: true,
  endedBy: 'caller',
  answeredBy: null,
  startedAt: '2026-03-01T12:00:00.000Z',
  answeredAt: '2026-03-01T12:00:04.000Z',
  endedAt: '2026-03-01T12:01:09.000Z',
  lastAt: '2026-03-01T12:01:10.000Z',
  billableSec: 65,
  billableFrom: 'billed',
  durationsDisagree: false,
  recording: 'stored',
  transferredTo: null,
  disposition: null,
  summary: 'The caller moved an appointment to Thursday.',
  cost: { amount: '0.0085', currency: 'USD' },
  error: null,
  lostBecause: null,
  lastLine: { who: 'caller', text: 'Thank you, bye.', at: '2026-03-01T12:01:07.000Z' },
  metadata: null,
  rev: 7,
} as const;

export const Call = z
  .object({
    id: z.string(),
    connectionId: z.string(),
    provider: z.enum(['bland', 'twilio']),
    providerCallId: z
      .string()
      .nullable()
      .meta({ description: "The provider's own id; null while a call that was asked for has none yet." }),
    simulated: z.boolean().meta({ description: 'Placed by the sandbox: nobody called, nothing is billed.' }),
    numberId: z.string().nullable(),
    agent: z.string().nullable(),
    direction: z.enum(callDirections).meta({
      description:
        '`unknown` until somebody tells who called whom, as Bland does at the end of a call that was not placed here. Then the direction changes: `call.incoming` or `call.outgoing` is told, and `call.updated`.',
    }),
    from: z.string().nullable().meta({
      description:
        'Masked for those who may not see numbers in full. Null while the direction is `unknown`: not known yet; else: withheld, or never told.',
    }),
    to: z.string().nullable().meta({
      description: 'Masked for those who may not see numbers in full. Null: as with `from`.',
    }),
    callerName: z.string().nullable(),
    status: z.enum(callStatuses),
    ended: z.boolean(),
    endedBy: z
      .enum(['caller', 'agent'])
      .nullable()
      .meta({ description: '`caller`: the other party, also where it was the one who was called.' }),
    answeredBy: z.enum(['human', 'voicemail', 'fax', 'nobody', 'unknown']).nullable(),
    startedAt: When,
    answeredAt: When.nullable(),
    endedAt: When.nullable(),
    lastAt: When.meta({ description: 'When something was last heard about it.' }),
    billableSec: z.number().int().nullable(),
    billableFrom: z
      .enum(['billed', 'corrected', 'rounded', 'answered-to-ended', 'none'])
      .nullable()
      .meta({ description: 'Where the billable seconds come from; `none`: nobody answered.' }),
    durationsDisagree: z.boolean().meta({ description: "The provider's own numbers do not fit each other." }),
    recording: z.enum(['none', 'pending', 'stored', 'absent', 'failed']),
    transferredTo: z.string().nullable(),
    disposition: z.string().nullable(),
    summary: z.string().nullable(),
    cost: z
      .object({ amount: z.string(), currency: z.string() })
      .nullable()
      .meta({ description: 'What the provider asks for it.' }),
    error: z.object({ message: z.string(), code: z.string().nullable() }).nullable(),
    lostBecause: z
      .string()
      .nullable()
      .meta({ description: 'Why nobody knows how it ended, not even its provider.' }),
    lastLine: z.object({ who: z.string().nullable(), text: z.string(), at: When.nullable() }).nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable().meta({
      description: 'What came along with it; null for those who may not see numbers in full.',
    }),
    rev: z
      .number()
      .int()
      .meta({ description: 'Goes up with every change: of two answers the higher counts.' }),
  })
  .meta({ id: 'Call', description: 'A call, as its facts tell it.', examples: [example] });
export type Call = z.infer<typeof Call>;

export const CallParams = z.object({ callId: z.string().min(1).max(64) });

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const CallFilter = {
  status: z.enum(callStatuses).optional(),
  direction: z
    .enum(callDirections)
    .optional()
    .meta({ description: '`unknown`: calls of which nobody has told it yet.' }),
  provider: z.enum(['bland', 'twilio']).optional(),
  providerCallId: z.string().max(128).optional().meta({ description: "The provider's own id of it." }),
  numberId: z.string().max(64).optional(),
  agent: z.string().max(200).optional(),
  from: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Who called, in full; for those who see numbers so.' }),
  to: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Who was called, in full; for those who see numbers so.' }),
  disposition: z.string().max(200).optional(),
  since: When.optional().meta({ description: 'The first moment that counts, of when it began.' }),
  until: When.optional().meta({ description: 'The first moment that does not count any more.' }),
  minSec: z.coerce.number().int().min(0).optional().meta({ description: 'Billable seconds, at least.' }),
  maxSec: z.coerce.number().int().min(0).optional().meta({ description: 'Billable seconds, at most.' }),
  recorded: flag.optional().meta({ description: 'Whether a recording is stored.' }),
  simulated: flag.optional(),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description:
        'Words that were said in it, all of them, in any order and without regard to case and accents. A call is found a few seconds after it has ended.',
      examples: ['appointment thursday'],
    }),
};
const CallFilters = z.object(CallFilter);
export type CallFilters = z.infer<typeof CallFilters>;

const order = z.enum(['newest', 'oldest']).default('newest').meta({
  description: 'By when they began.',
});
export type CallOrder = z.infer<typeof order>;

/** Else nothing would ever be found, and nobody told why. */
const lengthsFit = ({ minSec = 0, maxSec = minSec }: Pick<CallFilters, 'minSec' | 'maxSec'>) =>
  minSec <= maxSec;
const lengthsDoNotFit = { path: ['minSec'], message: 'expected at most what maxSec is' };

export const CallQuery = z
  .object({ ...CallFilter, sort: order, ...PageQuery })
  .refine(lengthsFit, lengthsDoNotFit);
export type CallQuery = z.infer<typeof CallQuery>;

export const CallPage = z
  .object({ items: z.array(Call), nextCursor: NextCursor })
  .meta({ id: 'CallPage', description: 'Calls, in the order that was asked for.' });
export type CallPage = z.infer<typeof CallPage>;

/** How far a tenant's events have come. */
export const FeedCursor = z
  .object(
    {
      tenantId: z.string(),
      epoch: z.string().meta({ description: 'Another one: the log is another, and numbers begin anew.' }),
      seq: z.number().int().min(0),
    },
    'expected a cursor, such as { "tenantId": "ten_…", "epoch": "…", "seq": 17 }',
  )
  .meta({
    id: 'FeedCursor',
    description: "A place in a tenant's log of events, whose numbers have no gaps.",
  });
export type FeedCursor = z.infer<typeof FeedCursor>;

export const LiveCalls = z
  .object({
    cursor: FeedCursor,
    items: z.array(Call),
    more: z.boolean().meta({ description: 'There are more than are shown.' }),
  })
  .meta({
    id: 'LiveCalls',
    description: 'Calls that go on, and from where on the feed has what is not in them yet.',
  });
export type LiveCalls = z.infer<typeof LiveCalls>;

export const TranscriptLine = z
  .object({
    who: z
      .enum(['agent', 'caller', 'tool', 'system'])
      .meta({ description: '`caller`: the other party, also where it was the one who was called.' }),
    text: z.string(),
    at: When.nullable(),
  })
  .meta({ id: 'TranscriptLine', description: 'One utterance.' });
export type TranscriptLine = z.infer<typeof TranscriptLine>;

export const Transcript = z
  .object({ lines: z.array(TranscriptLine), more: z.boolean() })
  .meta({ id: 'Transcript', description: 'What was said, in order.' });
export type Transcript = z.infer<typeof Transcript>;

const Happening = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('receipt'),
    at: When,
    id: z.string(),
    route: z.string(),
    state: z.enum(['new', 'done', 'parked', 'quarantined']),
    problem: z.string().nullable(),
    facts: z.object({ told: z.number().int(), news: z.number().int() }).nullable().meta({
      description: 'How many facts it told, and how many of them nobody had told before.',
    }),
  }),
  z.object({
    what: z.literal('fact'),
    at: When,
    id: z.string(),
    kind: z.string(),
    source: z.enum(['provider', 'reconciliation', 'trunkline']),
    receiptId: z.string(),
    content: z.record(z.string(), z.unknown()).nullable().meta({
      description: 'Null where you may not see it.',
    }),
  }),
  z.object({ what: z.literal('event'), at: When, id: z.string(), seq: z.number().int(), type: z.string() }),
]);
export type Happening = z.infer<typeof Happening>;

export const TimelineQuery = z.object({
  ...PageQuery,
  limit: z.coerce.number().int().min(1).max(1_000).default(200).meta({ description: 'How many at most.' }),
});
export type TimelineQuery = z.infer<typeof TimelineQuery>;

export const Timeline = z.object({ items: z.array(Happening), nextCursor: NextCursor }).meta({
  id: 'Timeline',
  description: 'What arrived about a call, what it told, and who was told of it, the oldest first.',
});
export type Timeline = z.infer<typeof Timeline>;

export const CallEvent = z
  .object({
    id: z.string(),
    seq: z
      .number()
      .int()
      .meta({ description: "Its number in the tenant's log of events, which has no gaps." }),
    type: z.enum(Object.keys(eventTypes) as [EventType, ...EventType[]]),
    at: When.meta({ description: 'When it was written.' }),
    factId: z.string().nullable().meta({ description: 'The fact that it is about, where it is about one.' }),
    rev: z
      .number()
      .int()
      .nullable()
      .meta({ description: "The call's revision that it is about, where it is about one." }),
  })
  .meta({
    id: 'CallEvent',
    description: 'Something of a call that was told. What it says is in the call and its facts.',
    examples: [
      {
        id: 'evt_01kb2m9x4e7q3v8z5c0t6r1n2d',
        seq: 4711,
        type: 'call.connected',
        at: '2026-03-01T12:00:04.120Z',
        factId: null,
        rev: null,
      },
    ],
  });
export type CallEvent = z.infer<typeof CallEvent>;

export const CallEventPage = z
  .object({ items: z.array(CallEvent), nextCursor: NextCursor })
  .meta({ id: 'CallEventPage', description: 'What was told of a call, in the order in which it was.' });
export type CallEventPage = z.infer<typeof CallEventPage>;

export const CallEventQuery = z.object(PageQuery);
export type CallEventQuery = z.infer<typeof CallEventQuery>;

export const CallExportQuery = z
  .object({
    ...CallFilter,
    sort: order,
    format: z.enum(['csv', 'ndjson']).default('csv'),
  })
  .refine(lengthsFit, lengthsDoNotFit);
export type CallExportQuery = z.infer<typeof CallExportQuery>;

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
