/** Which calls are asked for, and the list of them. */
import { z } from 'zod';
import { callDirections, callStatuses } from '../core/calls/call.ts';
import { Call } from './calls.ts';
import { NextCursor, PageQuery } from './page.ts';
import { wholeNumber } from './whole-number.ts';

const When = z.iso.datetime();

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** At least one, or nothing would ever be found. */
export const Statuses = z.array(z.enum(callStatuses)).min(1).max(callStatuses.length);

/** `a,b` and `a` alone as they stand in an address; said several times, they come as a list. */
const listed = (value: unknown) => (typeof value === 'string' ? value.split(',') : value);

export const CallFilter = {
  status: z
    .preprocess(listed, Statuses)
    .optional()
    .meta({ description: 'Any of these: `status=busy,failed`, or said once for each.' }),
  direction: z
    .enum(callDirections)
    .optional()
    .meta({ description: '`unknown`: calls of which nobody has told it yet.' }),
  provider: z.enum(['bland', 'twilio']).optional(),
  providerCallId: z.string().max(128).optional().meta({ description: "The provider's own id of it." }),
  numberId: z.string().max(64).optional(),
  agent: z.string().max(200).optional(),
  from: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Who called, in full; for those who see numbers so.' }),
  to: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Who was called, in full; for those who see numbers so.' }),
  disposition: z.string().max(200).optional(),
  since: When.optional().meta({ description: 'The first moment that counts, of when it began.' }),
  until: When.optional().meta({ description: 'The first moment that does not count any more.' }),
  minSec: wholeNumber(0).optional().meta({ description: 'Billable seconds, at least.' }),
  maxSec: wholeNumber(0).optional().meta({ description: 'Billable seconds, at most.' }),
  recorded: flag.optional().meta({ description: 'Whether a recording is stored.' }),
  simulated: flag.optional(),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description:
        'Words that were said in it, all of them, in any order and without regard to case and accents. A call is found a few seconds after it has ended.',
      examples: ['appointment thursday'],
    }),
};
const CallFilters = z.object(CallFilter);
export type CallFilters = z.infer<typeof CallFilters>;

export const CallOrder = z.enum(['newest', 'oldest']).default('newest').meta({
  description: 'By when they began.',
});
export type CallOrder = z.infer<typeof CallOrder>;

/** Else nothing would ever be found, and nobody told why. */
export const lengthsFit = ({ minSec = 0, maxSec = minSec }: Pick<CallFilters, 'minSec' | 'maxSec'>) =>
  minSec <= maxSec;
export const lengthsDoNotFit = { path: ['minSec'], message: 'expected at most what maxSec is' };

export const CallQuery = z
  .object({ ...CallFilter, sort: CallOrder, ...PageQuery })
  .refine(lengthsFit, lengthsDoNotFit);
export type CallQuery = z.infer<typeof CallQuery>;

export const CallPage = z
  .object({ items: z.array(Call), nextCursor: NextCursor })
  .meta({ id: 'CallPage', description: 'Calls, in the order that was asked for.' });
export type CallPage = z.infer<typeof CallPage>;
