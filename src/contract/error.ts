/** What every request that fails is answered with. */
import { z } from 'zod';

const Issue = z
  .object({
    path: z.string().meta({ description: 'Where: `body.from`, `query.limit`, `headers.content-type`.' }),
    message: z.string(),
  })
  .meta({ id: 'Issue', description: 'One thing that is wrong with what was sent.' });

export const ErrorAnswer = z
  .object({
    error: z
      .string()
      .meta({ description: 'For people: what was wrong and what to do. The words may change.' }),
    code: z.string().meta({ description: 'For programs: stable, never used for something else.' }),
    requestId: z
      .string()
      .meta({ description: 'The same as in the header X-Request-Id; leads us to the cause.' }),
    timestamp: z.iso.datetime(),
    details: z
      .array(Issue)
      .optional()
      .meta({ description: 'Where something sent was at fault: each fault.' }),
    internals: z
      .object({ name: z.string(), message: z.string(), stack: z.string() })
      .optional()
      .meta({ description: 'The cause, for developers. Never there in production.' }),
  })
  .meta({
    id: 'ErrorAnswer',
    description: 'What every request that fails is answered with.',
    examples: [
      {
        error: 'What was sent does not fit; `details` says where.',
        code: 'VALIDATION_FAILED',
        requestId: 'req_01kb2m9x4e7q3v8z5c0t6r1n2d',
        timestamp: '2026-03-01T12:00:00.000Z',
        details: [{ path: 'query.limit', message: 'Too big: expected number to be <=100' }],
      },
    ],
  });

export type ErrorAnswer = z.infer<typeof ErrorAnswer>;
