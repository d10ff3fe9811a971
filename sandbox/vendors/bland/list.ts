/** GET /v1/calls, GET /v1/calls/{id} and its corrected transcript. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountOf } from './accounts.ts';
import { failure, success } from './answers.ts';
import { boundsOf, isTimeZone, written } from './dates.ts';
import { minutes } from './price.ts';
import { detailsOf, summaryOf } from './record.ts';
import type { BlandCall, Store } from './store.ts';
import { correctedOf, transcriptOf } from './transcript.ts';

const whole = z.coerce.number().int().min(0).optional();
const amount = z.coerce.number().optional();
const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

const querySchema = z.object({
  from_number: z.string().optional(),
  to_number: z.string().optional(),
  from: whole,
  to: whole,
  limit: whole,
  ascending: flag,
  sort_by: z.enum(['created_at', 'updated_at']).optional(),
  start_date: z.string().optional(),
  end_date: z.string().optional(),
  created_at: z.string().optional(),
  timezone: z.string().refine(isTimeZone, 'not one of the IANA names').optional(),
  update_start_date: z.string().optional(),
  update_end_date: z.string().optional(),
  completed: flag,
  batch_id: z.string().optional(),
  answered_by: z.string().optional(),
  inbound: flag,
  duration_gt: amount,
  duration_lt: amount,
  campaign_id: z.string().optional(),
});

type Query = z.infer<typeof querySchema>;

const usualLimit = 1_000;

export function mountList(api: FastifyInstance, store: Store, baseUrl: () => string): void {
  const telling = () => ({ settings: store.settings, baseUrl: baseUrl() });

  api.get('/v1/calls', (request, reply) => {
    const parsed = querySchema.safeParse(request.query);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return failure(reply, 400, 'Invalid parameters', errors);
    }
    const query = parsed.data;
    const account = accountOf(request);
    const key = query.sort_by === 'updated_at' ? 'updatedAt' : 'createdAt';
    const matching = [...store.calls.values()]
      .filter((call) => call.account === account)
      .filter(filterOf(query))
      .sort((one, other) => (query.ascending ? 1 : -1) * (one[key] - other[key]));
    const page = matching.slice(query.from ?? 0, query.to).slice(0, query.limit ?? usualLimit);
    return success(reply, {
      total_count: matching.length,
      count: page.length,
      calls: page.map((call) => ({
        ...summaryOf(call, telling()),
        updated_at: written(call.updatedAt, 'offset', store.settings),
      })),
    });
  });

  api.get<{ Params: { id: string } }>('/v1/calls/:id', (request, reply) => {
    const call = store.callOf(accountOf(request), request.params.id);
    return call === undefined
      ? failure(reply, 404, 'Call not found.')
      : reply.send(detailsOf(call, telling()));
  });

  api.get<{ Params: { id: string } }>('/v1/calls/:id/correct', (request, reply) => {
    const call = store.callOf(accountOf(request), request.params.id);
    if (call === undefined) return failure(reply, 404, 'Call not found.');
    if (call.status === undefined) return failure(reply, 400, 'The call has not ended yet.');
    const lines = transcriptOf(call, store.settings);
    return success(reply, {
      message: 'Successfully corrected the transcript.',
      corrected: correctedOf(call),
      aligned: lines,
      original: lines.map((line) => ({ ...line, c_id: call.id })),
    });
  });
}

function filterOf(query: Query): (call: BlandCall) => boolean {
  const { from_number, to_number, timezone, answered_by, batch_id, inbound, completed } = query;
  const wasCreated = between(
    query.created_at ?? query.start_date,
    query.created_at ?? query.end_date,
    timezone,
  );
  const wasUpdated = between(query.update_start_date, query.update_end_date, timezone);
  return (call) => {
    const length = minutes(call.durationMs);
    return (
      // A plus sign in an address is a space.
      is(from_number?.replace(/^ /, '+'), call.from) &&
      is(to_number?.replace(/^ /, '+'), call.to) &&
      wasCreated(call.createdAt) &&
      wasUpdated(call.updatedAt) &&
      is(completed, call.status !== undefined) &&
      is(batch_id, call.options.batch_id ?? undefined) &&
      is(answered_by, call.answeredBy) &&
      is(inbound, call.inbound) &&
      length > (query.duration_gt ?? -1) &&
      length < (query.duration_lt ?? Number.POSITIVE_INFINITY) &&
      // Campaigns are not here, so no call belongs to one.
      query.campaign_id === undefined
    );
  };
}

function is<T>(wanted: T | undefined, value: T | undefined): boolean {
  return wanted === undefined || wanted === value;
}

/** Both ends belong to it; what is no date is as if it were not there. */
function between(from?: string, to?: string, timezone?: string): (at: number) => boolean {
  const first = from === undefined ? undefined : boundsOf(from, timezone)?.first;
  const last = to === undefined ? undefined : boundsOf(to, timezone)?.last;
  return (at) => at >= (first ?? Number.NEGATIVE_INFINITY) && at <= (last ?? Number.POSITIVE_INFINITY);
}
