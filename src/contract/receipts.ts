/** Receipts: everything that arrived over connections, as it arrived. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';

const When = z.iso.datetime();

const listed = {
  id: z.string(),
  connectionId: z.string(),
  route: z.string().meta({
    description:
      'What it was sent to: `bland`, or `voice`, `status` and so on of Twilio; with an `@`, something of our own.',
  }),
  receivedAt: When,
  state: z.enum(['new', 'done', 'parked', 'quarantined']).meta({
    description:
      'new: still to be understood. done: understood and told. parked: about a call of which nobody knows yet whose it is. quarantined: not understood, or tried too often.',
  }),
  problem: z.string().nullable().meta({ description: 'Why it is not done.' }),
  attempts: z.number().int().meta({ description: 'How often the sweep has begun with it.' }),
  repeats: z.number().int().meta({
    description:
      'How often the same came again. What makes two the same is what their provider says is: its own ids and numbers, never its idempotency token. A repeat gets the answer of the first and changes nothing.',
  }),
  repeatedAt: When.nullable(),
  callIds: z.array(z.string()).meta({ description: 'The calls that it is about.' }),
  facts: z.object({ told: z.number().int(), news: z.number().int() }).nullable().meta({
    description: 'How many facts it told, and how many of them nobody had told before.',
  }),
};

const example = {
  id: 'rcpt_01kb2m9x4e7q3v8z5c0t6r1n2d',
  connectionId: 'conn_01kb2m9x4e7q3v8z5c0t6r1n2d',
  route: 'status',
  receivedAt: '2026-03-01T12:00:04.120Z',
  state: 'done',
  problem: null,
  attempts: 0,
  repeats: 1,
  repeatedAt: '2026-03-01T12:00:09.500Z',
  callIds: ['call_01kb2m9x4e7q3v8z5c0t6r1n2d'],
  facts: { told: 1, news: 1 },
} as const;

export const ListedReceipt = z
  .object(listed)
  .meta({ id: 'ListedReceipt', description: 'Something that arrived.', examples: [example] });
export type ListedReceipt = z.infer<typeof ListedReceipt>;

export const Receipt = z
  .object({
    ...listed,
    answer: z
      .object({ status: z.number().int(), contentType: z.string().nullable() })
      .meta({ description: 'What whoever sent it was answered.' }),
    contentType: z.string().nullable(),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: 'Those that say how it came; no signature.' }),
    query: z
      .unknown()
      .meta({ description: 'By name; what may be personal is masked where you do not see it.' }),
    body: z.unknown().meta({
      description:
        'As it came, read as what its content type says; what may be personal is masked where you do not see it. Null where nothing is kept of it.',
    }),
    told: z
      .array(
        z.object({
          factId: z.string(),
          callId: z.string(),
          kind: z.string(),
          firstTold: z
            .string()
            .meta({ description: 'The receipt that told it first: this one, where it was news.' }),
        }),
      )
      .meta({ description: 'What it told, as far as you may see it and it is still there.' }),
    events: z
      .array(z.object({ id: z.string(), callId: z.string(), seq: z.number().int(), type: z.string() }))
      .meta({ description: 'What came of what it told first.' }),
  })
  .meta({
    id: 'Receipt',
    description: 'Something that arrived, what it says and what came of it.',
    examples: [
      {
        ...example,
        answer: { status: 200, contentType: null },
        contentType: 'application/x-www-form-urlencoded',
        headers: { 'user-agent': 'TwilioProxy/1.1' },
        query: {},
        body: { CallSid: 'CA5f1c0d1e8c7e4b0f9f6f0a6f3a1b2c3d', CallStatus: 'in-progress' },
        told: [
          {
            factId: 'fact_01kb2m9x4e7q3v8z5c0t6r1n2d',
            callId: 'call_01kb2m9x4e7q3v8z5c0t6r1n2d',
            kind: 'answered',
            firstTold: 'rcpt_01kb2m9x4e7q3v8z5c0t6r1n2d',
          },
        ],
        events: [],
      },
    ],
  });
export type Receipt = z.infer<typeof Receipt>;

export const ReceiptParams = z.object({ receiptId: z.string().min(1).max(64) });

export const ReceiptQuery = z.object({
  state: z.enum(['new', 'done', 'parked', 'quarantined']).optional(),
  connectionId: z.string().max(64).optional(),
  route: z.string().max(64).optional(),
  since: When.optional().meta({ description: 'The first moment that counts, of when it arrived.' }),
  until: When.optional().meta({ description: 'The first moment that does not count any more.' }),
  ...PageQuery,
});
export type ReceiptQuery = z.infer<typeof ReceiptQuery>;

export const ReceiptPage = z.object({ items: z.array(ListedReceipt), nextCursor: NextCursor }).meta({
  id: 'ReceiptPage',
  description:
    'What arrived, the newest first. A page may hold fewer than were asked for, or none, and there is a next one all the same.',
});
export type ReceiptPage = z.infer<typeof ReceiptPage>;
