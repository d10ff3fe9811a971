/** What `npm run up` reads for itself, besides the variables of the product. */
import { z } from 'zod';
import { readVariables } from '../../src/core/config/index.ts';
import { port } from '../../src/core/config/kinds.ts';
import type { Environment } from './environment.ts';

export const settings = z.object({
  TRUNKLINE_DATA: z.string().min(1).default('./data').meta({
    description: 'The folder in which `npm run up` keeps its own database, Redis and their logs.',
  }),
  SANDBOX_PORT: port().default(4010).meta({
    description: 'The port of the sandbox, which `npm run up` starts outside production; 0 takes a free one.',
  }),
  TRUNKLINE_BACKUPS: z.string().min(1).default('./backups').meta({
    description:
      'The folder for backups: of `npm run up`, and of `npm run backup` where it is told no other.',
  }),
});

/** Fails, as the configuration of the product does, with words about each value that is wrong. */
export function readSettings(environment: Environment): z.output<typeof settings> {
  return readVariables(settings, environment);
}
