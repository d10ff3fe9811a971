/** What `npm run up` reads for itself, besides the variables of the product. */
import { z } from 'zod';

export const settings = z.object({
  TRUNKLINE_DATA: z.string().min(1).default('./data').meta({
    description: 'The folder in which `npm run up` keeps its own database, Redis and their logs.',
  }),
  TRUNKLINE_BACKUPS: z.string().min(1).default('./backups').meta({
    description:
      'The folder for backups: of `npm run up`, and of `npm run backup` where it is told no other.',
  }),
});
