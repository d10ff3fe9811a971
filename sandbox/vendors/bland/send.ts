/** POST /v1/calls. */
import type { FastifyInstance } from 'fastify';
import { type Expectations, jsonBody, type RandomStream, type Sandbox } from '../../frame/index.ts';
import { accountOf } from './accounts.ts';
import { failure, success } from './answers.ts';
import { callSchema, complaints, startTimeOf } from './request.ts';
import type { Runner } from './runner.ts';
import type { BlandCall, Store } from './store.ts';

const soonestMs = 5 * 60_000;
/** What a call comes from when no number was chosen. */
const pool = '+14155550100';

export function mountSend(
  api: FastifyInstance,
  { clock }: Pick<Sandbox, 'clock'>,
  store: Store,
  runner: Runner,
  ids: RandomStream,
  expectations: Expectations,
): void {
  const time = clock.timeline();
  const lastCalled = new Map<string, number>();

  api.post('/v1/calls', (request, reply) => {
    const account = accountOf(request);
    const asked = jsonBody(request);
    const parsed = callSchema.safeParse(asked);
    if (!parsed.success) {
      const errors = complaints(parsed.error);
      return failure(reply, 400, `Invalid parameters. Error: ${JSON.stringify(errors)}`, errors);
    }
    const options = parsed.data;
    const { settings } = store;
    if (/^\+1?[2-9]11$/.test(options.phone_number))
      return failure(reply, 400, 'Cannot dial sensitive numbers.');
    if (settings.balance <= 0) return failure(reply, 402, 'Insufficient balance.');

    const startAt = options.start_time ? startTimeOf(options.start_time) : 0;
    if (startAt === undefined) return failure(reply, 400, 'Invalid start_time.');
    if (startAt > 0 && startAt < clock.now() + soonestMs) {
      return failure(reply, 400, 'Calls must be scheduled at least 5 minutes in advance, or more');
    }

    const pair = `${account} ${options.phone_number}`;
    const waitMs =
      (lastCalled.get(pair) ?? Number.NEGATIVE_INFINITY) + settings.sameNumberSec * 1000 - time.now();
    if (waitMs > 0) {
      return failure(
        reply,
        429,
        `Calls can only be sent every ${settings.sameNumberSec} seconds to the same number. Please try again in a few seconds.`,
      );
    }
    lastCalled.set(pair, time.now());

    const expected = expectations.take(options.phone_number);
    const facts = store.plays.get(options.phone_number)?.facts ?? {};
    const play = expected?.order ?? store.plays.get(options.phone_number) ?? {};
    const call: BlandCall = {
      id: ids.uuid(),
      account,
      inbound: false,
      from: options.from ?? pool,
      to: options.phone_number,
      createdAt: clock.now(),
      updatedAt: clock.now(),
      asked: asked as Record<string, unknown>,
      options: {
        ...options,
        // Only a recording can be listened to once more.
        record: options.record ?? options.webhook_events?.includes('post_transfer_transcript') ?? false,
      },
      facts,
      recordingLateMs: expected?.order.recordingLateMs,
      queueStatus: 'new',
      durationMs: 0,
      turns: [],
    };
    expected?.order.announce(call.id);
    const ended = runner.start(call, play, { startAt });
    expected?.came({ id: call.id, from: call.from, to: call.to, agent: 'scenario', ended });
    return success(reply, {
      message: 'Call successfully queued.',
      call_id: call.id,
      batch_id: options.batch_id ?? null,
    });
  });
}
