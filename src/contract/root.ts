/** What a stranger who knows nothing but the address is told. */
import { z } from 'zod';

export const RootAnswer = z
  .object({
    name: z.literal('Trunkline'),
    version: z.string(),
    docs: z.string().meta({ description: 'A page about the API, for people.' }),
    openapi: z.string().meta({ description: 'The same for programs.' }),
    health: z.string(),
  })
  .meta({
    id: 'RootAnswer',
    description: 'What this is, and where to go on.',
    examples: [
      {
        name: 'Trunkline',
        version: '1.0.0',
        docs: '/docs',
        openapi: '/openapi.json',
        health: '/health',
      },
    ],
  });
