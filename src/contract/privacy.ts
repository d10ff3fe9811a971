/** Erasing and exporting what is known about one phone number. */
import { z } from 'zod';
import { NextCursor, PageQuery } from './page.ts';
import { PhoneNumber } from './phone-number.ts';

export const NumberRequest = z
  .strictObject({ number: PhoneNumber })
  .meta({ id: 'NumberRequest', description: 'Whose data.', examples: [{ number: '+14155550142' }] });

const Report = z
  .object({
    kind: z.string().meta({ description: 'The kind of data.' }),
    found: z.number().int(),
    removed: z.number().int().meta({ description: 'Removed, or without anything personal now.' }),
    kept: z
      .array(
        z.object({
          why: z.string().meta({ description: 'For programs: LEGAL_HOLD and others.' }),
          count: z.number().int(),
        }),
      )
      .meta({ description: 'What had to stay, and why.' }),
    because: z.string().optional().meta({ description: 'Why nothing of this kind was looked for.' }),
  })
  .meta({ id: 'ErasureReport', description: 'What came of one kind of data.' });

const example = {
  id: 'era_01kb2m9x4e7q3v8z5c0t6r1n2d',
  state: 'done',
  requestedBy: { kind: 'user', id: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d' },
  createdAt: '2026-03-01T12:00:00.000Z',
  finishedAt: '2026-03-01T12:00:04.000Z',
  report: [{ kind: 'mails', found: 3, removed: 3, kept: [] }],
} as const;

export const Erasure = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'running', 'done']),
    requestedBy: z.object({ kind: z.enum(['user', 'key', 'command-line']), id: z.string() }),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    report: z.array(Report).meta({ description: 'So far; final where `state` is done.' }),
  })
  .meta({
    id: 'Erasure',
    description:
      'The erasure of everything about one phone number. The number itself is not kept beyond the work.',
    examples: [example],
  });

export const ErasurePage = z
  .object({
    items: z.array(Erasure),
    nextCursor: NextCursor,
  })
  .meta({
    id: 'ErasurePage',
    description: 'Erasures, the newest first.',
    examples: [{ items: [example], nextCursor: null }],
  });

export const ErasureQuery = z.object(PageQuery);

export const ErasureParams = z.object({ erasureId: z.string().max(64) });

export type Erasure = z.infer<typeof Erasure>;
