/** All calls of a list, as a file. */
import { z } from 'zod';
import { CallFilter, CallOrder, lengthsDoNotFit, lengthsFit } from './call-queries.ts';

export const CallExportQuery = z
  .object({
    ...CallFilter,
    sort: CallOrder,
    format: z.enum(['csv', 'ndjson']).default('csv'),
  })
  .refine(lengthsFit, lengthsDoNotFit);
export type CallExportQuery = z.infer<typeof CallExportQuery>;
