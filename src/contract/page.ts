/** Lists, which come in pages, the newest first. */
import { z } from 'zod';
import { wholeNumber } from './whole-number.ts';

export const PageQuery = {
  limit: wholeNumber(1, 100).default(50).meta({
    description: 'How many at most.',
  }),
  cursor: z.string().min(1).max(200).optional().meta({
    description: 'The `nextCursor` of the page before; nothing for the first one.',
  }),
};

export const NextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Where the next page begins; null on the last one.' });
