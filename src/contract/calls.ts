/** Calls, as they are known at this moment: those that go on, and one of them with everything that happened to it. */
import { z } from 'zod';
import { callDirections, callStatuses } from '../core/calls/call.ts';
import { type EventType, eventTypes } from '../core/events.ts';
import { NextCursor, PageQuery } from './page.ts';
import { wholeNumber } from './whole-number.ts';

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
    summary: z.string().nullable().meta({
      description:
        'What it was about, as its provider puts it: the first 10,000 characters. Null for those who may not read transcripts.',
    }),
    cost: z
      .object({ amount: z.string(), currency: z.string() })
      .nullable()
      .meta({ description: 'What the provider asks for it.' }),
    error: z.object({ message: z.string(), code: z.string().nullable() }).nullable(),
    lostBecause: z
      .string()
      .nullable()
      .meta({ description: 'Why nobody knows how it ended, not even its provider.' }),
    lastLine: z
      .object({ who: z.string().nullable(), text: z.string(), at: When.nullable() })
      .nullable()
      .meta({ description: 'What was said last; null for those who may not read transcripts.' }),
    metadata: z.record(z.string(), z.unknown()).nullable().meta({
      description:
        'What came along with it, as far as 32,000 characters go; null for those who may not see numbers in full.',
    }),
    rev: z
      .number()
      .int()
      .meta({ description: 'Goes up with every change: of two answers the higher counts.' }),
  })
  .meta({ id: 'Call', description: 'A call, as its facts tell it.', examples: [example] });
export type Call = z.infer<typeof Call>;

export const CallParams = z.object({ callId: z.string().min(1).max(64) });

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
  limit: wholeNumber(1, 1_000).default(200).meta({ description: 'How many at most.' }),
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
