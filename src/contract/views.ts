/** Filters of the list of calls that somebody has given a name. */
import { z } from 'zod';
import { CallFilter, lengthsDoNotFit, lengthsFit, Statuses } from './call-queries.ts';
import { text } from './text.ts';

const { direction, provider, numberId, agent, disposition, since, until } = CallFilter;
const seconds = z.number().int().min(0).optional();

/** Those of the list, but for what finds one caller: nothing about a person is kept here. */
const ViewFilters = z
  .strictObject({
    status: Statuses.optional(),
    direction,
    provider,
    numberId,
    agent,
    disposition,
    since,
    until,
    minSec: seconds,
    maxSec: seconds,
    recorded: z.boolean().optional(),
    simulated: z.boolean().optional(),
  })
  .meta({
    description:
      'As GET /v1/calls has them. `from`, `to`, `q` and `providerCallId` find people and are not kept.',
  });
export type ViewFilters = z.infer<typeof ViewFilters>;

const example = {
  id: 'view_01kb2m9x4e7q3v8z5c0t6r1n2d',
  name: 'Long ones over Twilio',
  filters: { status: ['completed'], provider: 'twilio', minSec: 600 },
  createdAt: '2026-03-01T12:05:00.000Z',
} as const;

export const View = z
  .object({ id: z.string(), name: z.string(), filters: ViewFilters, createdAt: z.iso.datetime() })
  .meta({ id: 'View', description: 'Filters of the list of calls, by name.', examples: [example] });
export type View = z.infer<typeof View>;

export const NewView = z
  .strictObject({
    name: text(60),
    filters: ViewFilters.refine(lengthsFit, lengthsDoNotFit),
  })
  .meta({
    id: 'NewView',
    description: 'Filters to be kept.',
    examples: [{ name: example.name, filters: example.filters }],
  });
export type NewView = z.infer<typeof NewView>;

export const Views = z
  .object({ items: z.array(View) })
  .meta({ id: 'Views', description: 'By name.', examples: [{ items: [example] }] });

export const ViewParams = z.object({ viewId: z.string().min(1).max(64) });
