/** What people and keys do to calls: place one, end one, ask its provider how it is. */
import { z } from 'zod';
import { Greeting } from './numbers.ts';
import { PhoneNumber } from './phone-number.ts';
import { text } from './text.ts';

const mostEntries = 20;

const Metadata = z
  .record(
    z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, points, hyphens and underscores')
      .refine((name) => !/^(trunkline_|__proto__$)/i.test(name), 'expected another name: this one is ours'),
    z.string().max(500),
  )
  .refine((values) => Object.keys(values).length <= mostEntries, `expected at most ${mostEntries} entries`)
  .meta({
    description: `What is to come back with the call and everything told of it: at most ${mostEntries} texts.`,
  });

export const NewCall = z
  .strictObject({
    to: PhoneNumber,
    numberId: z.string().max(64).optional().meta({
      description: 'Which of your numbers calls; it decides over which connection. This or `from`.',
    }),
    from: PhoneNumber.optional(),
    task: text(10_000).optional().meta({
      description:
        'What the agent has to do, in words. Needed where Bland places the call, which runs the agent; nothing where Twilio does.',
    }),
    greeting: Greeting.optional().meta({
      description:
        "What is said where Twilio places the call; the number's own greeting where nothing is given.",
    }),
    metadata: Metadata.optional(),
    recording: z.boolean().optional().meta({
      description: "Whether it is recorded; as your tenant's settings say where nothing is given.",
    }),
    maxMinutes: z.number().int().min(1).max(720).optional().meta({
      description: "After so long the provider ends it; the provider's own limit where nothing is given.",
    }),
  })
  .refine(({ numberId, from }) => (numberId === undefined) !== (from === undefined), {
    path: ['numberId'],
    message: 'expected either numberId or from',
  })
  .meta({
    id: 'NewCall',
    description: 'A call to be placed.',
    examples: [
      {
        to: '+14155550142',
        from: '+14155550100',
        task: 'Remind the patient of the appointment on Thursday at ten.',
        metadata: { appointment: '4711' },
      },
    ],
  });
export type NewCall = z.infer<typeof NewCall>;

export const PlacingHeaders = z.looseObject({
  'idempotency-key': z
    .string(
      'Send the header Idempotency-Key with a text of your own, another one for each call, such as reminder-4711-2026-03-01: then the same request, sent again, calls nobody twice.',
    )
    .regex(/^[\x21-\x7e]{1,200}$/, 'expected 1 to 200 visible characters such as reminder-4711-2026-03-01')
    .meta({
      description:
        'Made by you, another one for each call. The same request under the same key is the same call: somebody’s phone rings once, however often you have to send it. For ever: no key is good for two calls.',
      examples: ['reminder-4711-2026-03-01'],
    }),
});
