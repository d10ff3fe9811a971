/** Numbers: which there are, whose they are, and what a caller hears there. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';
import { PhoneNumber } from './phone-number.ts';
import { changesSomething, nothingChanges, Rev } from './revision.ts';
import { text } from './text.ts';

const Agent = text(80).meta({ description: 'The name of the agent that answers.' });

export const Greeting = z
  .strictObject({
    say: text(1_000).meta({ description: 'What is said.' }),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'expected a language such as en-GB')
      .max(35)
      .optional()
      .meta({ description: "As en-GB; the provider's own choice where nothing is said." }),
    record: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether the caller may leave a message after it.' }),
  })
  .meta({
    id: 'Greeting',
    description: 'What a caller hears where no agent answers.',
    examples: [{ say: 'Thank you for calling. Leave a message.', language: 'en-GB', record: true }],
  });

const TenantId = z.string().max(64).meta({
  description:
    "Whose it is to be. Needed where the connection is the platform's; else it can only be your own.",
});

const example = {
  id: 'num_01kb2m9x4e7q3v8z5c0t6r1n2d',
  number: '+14155550142',
  provider: 'twilio',
  simulated: false,
  connectionId: 'conn_01kb2m9x4e7q3v8z5c0t6r1n2d',
  tenantId: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d',
  agent: 'Reception',
  greeting: null,
  since: '2026-03-01T12:00:00.000Z',
  createdAt: '2026-03-01T12:00:00.000Z',
  rev: 1,
} as const;

export const PhoneLine = z
  .object({
    id: z.string(),
    number: z.string().meta({ description: 'Without the permission numbers:full: its end alone.' }),
    provider: z.enum(['bland', 'twilio']),
    simulated: z.boolean(),
    connectionId: z.string().nullable().meta({
      description: "Null where it is on a connection of the platform's, which you do not see.",
    }),
    tenantId: z.string().nullable().meta({ description: 'Whose it is; null: nobody answers there.' }),
    agent: z.string().nullable(),
    greeting: Greeting.nullable(),
    since: z.iso.datetime().meta({ description: 'Since when its tenant and its agent are as they are.' }),
    createdAt: z.iso.datetime(),
    rev: z.number().int().meta({ description: 'Goes up with every change.' }),
  })
  .meta({ id: 'Number', description: 'A phone number, and who answers there.', examples: [example] });

export const NewNumber = z
  .strictObject({
    connectionId: z.string().max(64).meta({ description: 'The connection that it is on.' }),
    number: PhoneNumber,
    tenantId: TenantId.optional(),
    agent: Agent.optional(),
    greeting: Greeting.optional(),
  })
  .meta({
    id: 'NewNumber',
    description: "A number to be added. On a tenant's own connection it is that tenant's at once.",
    examples: [
      { connectionId: 'conn_01kb2m9x4e7q3v8z5c0t6r1n2d', number: '+14155550142', agent: 'Reception' },
    ],
  });

export const NumberChange = z
  .strictObject({
    rev: Rev,
    agent: Agent.nullable().optional().meta({ description: 'null: none.' }),
    greeting: Greeting.nullable().optional().meta({ description: 'null: none.' }),
  })
  .refine(changesSomething, nothingChanges)
  .meta({
    id: 'NumberChange',
    description: 'What changes of a number.',
    examples: [{ rev: 1, agent: 'Reception' }],
  });

export const NumberAssignment = z.strictObject({ rev: Rev, tenantId: TenantId.optional() }).meta({
  id: 'NumberAssignment',
  description: 'Whose a number is from now on.',
  examples: [{ rev: 1, tenantId: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d' }],
});

export const NumberRelease = z.strictObject({ rev: Rev }).meta({
  id: 'NumberRelease',
  description: 'From now on nobody answers there.',
  examples: [{ rev: 1 }],
});

const NumberEntry = z
  .object({
    from: z.iso.datetime(),
    until: z.iso.datetime().nullable().meta({ description: 'Null: as it is now.' }),
    tenantId: z.string().nullable(),
    agent: z.string().nullable(),
    by: z
      .string()
      .nullable()
      .meta({ description: "Who did it; null where the number is the platform's, and the audit log tells." }),
  })
  .meta({
    id: 'NumberEntry',
    description: 'Who had a number for a while.',
    examples: [
      {
        from: '2026-03-01T12:00:00.000Z',
        until: null,
        tenantId: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d',
        agent: 'Reception',
        by: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
      },
    ],
  });

export const NumberHistory = z.object({ items: z.array(NumberEntry), nextCursor: NextCursor }).meta({
  id: 'NumberHistory',
  description: 'Who had a number, the newest first: the last 500 changes, as far as you had it or own it.',
  examples: [{ items: [], nextCursor: null }],
});

export const NumberPage = z.object({ items: z.array(PhoneLine), nextCursor: NextCursor }).meta({
  id: 'NumberPage',
  description: 'Numbers, the newest first.',
  examples: [{ items: [example], nextCursor: null }],
});

export const NumberQuery = z.object({
  ...PageQuery,
  connectionId: z.string().max(64).optional().meta({ description: 'Only those on this connection.' }),
});

export const NumberHistoryQuery = z.object(PageQuery);

export const NumberParams = z.object({ numberId: z.string().max(64) });

export type PhoneLine = z.infer<typeof PhoneLine>;
export type NewNumber = z.infer<typeof NewNumber>;
export type NumberChange = z.infer<typeof NumberChange>;
export type NumberAssignment = z.infer<typeof NumberAssignment>;
export type NumberQuery = z.infer<typeof NumberQuery>;
export type NumberHistory = z.infer<typeof NumberHistory>;
export type NumberHistoryQuery = z.infer<typeof NumberHistoryQuery>;
