/** Calls without a telephone: the sandbox places them over a connection to a pretended provider. */
import { z } from 'zod';

const Provider = z.enum(['bland', 'twilio']);

export const NewSimulatedCall = z
  .strictObject({
    provider: Provider.optional().meta({
      description: 'At which of your pretended providers; at Bland where nothing is said and there is one.',
    }),
  })
  .meta({
    id: 'NewSimulatedCall',
    description: 'A simulated call to be placed.',
    examples: [{ provider: 'bland' }],
  });
export type NewSimulatedCall = z.infer<typeof NewSimulatedCall>;

export const SimulatedCall = z
  .object({
    provider: Provider,
    connectionId: z.string(),
    providerCallId: z.string().meta({ description: 'By it the call is found once its first webhook is in.' }),
  })
  .meta({
    id: 'SimulatedCall',
    description: 'A simulated call that is on its way.',
    examples: [
      {
        provider: 'bland',
        connectionId: 'conn_01kb2m9x4e7q3v8z5c0t6r1n2d',
        providerCallId: '5f1c0d1e-8c7e-4b0f-9f6f-0a6f3a1b2c3d',
      },
    ],
  });
export type SimulatedCall = z.infer<typeof SimulatedCall>;
