/** What can be done with calls that have not ended: see them, stop them, transfer them. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { jsonBody } from '../../frame/index.ts';
import { accountOf, userIdOf } from './accounts.ts';
import { data, failure, refusal, success } from './answers.ts';
import { toE164 } from './phone-number.ts';
import type { Runner } from './runner.ts';
import type { BlandCall, Store } from './store.ts';

const transferSchema = z.object(
  {
    call_id: z.string('Call ID is required').min(1, 'Call ID is required'),
    transfer_number: z.union([z.string(), z.number()], 'Transfer number is required'),
  },
  'The body must be a JSON object',
);

export function mountLive(api: FastifyInstance, store: Store, runner: Runner): void {
  const activeOf = (account: string) =>
    [...store.calls.values()].filter((call) => call.account === account && call.status === undefined);

  api.get('/v1/calls/active', (request, reply) => data(reply, activeOf(accountOf(request)).map(activeCall)));

  api.post('/v1/calls/active/stop', (request, reply) => {
    const stopped = activeOf(accountOf(request)).filter((call) => runner.stop(call));
    return success(reply, {
      message: 'Stopping active calls. This may take some time...',
      num_calls: stopped.length,
    });
  });

  api.post<{ Params: { id: string } }>('/v1/calls/:id/stop', (request, reply) => {
    const call = store.callOf(accountOf(request), request.params.id);
    if (call === undefined || !runner.stop(call)) {
      return failure(reply, 400, 'SID not found for the given c_id.');
    }
    return success(reply, { message: 'Call ended successfully.' });
  });

  api.post('/v1/calls/active/transfer', (request, reply) => {
    const parsed = transferSchema.safeParse(jsonBody(request));
    if (!parsed.success) {
      return refusal(reply, 400, 'VALIDATION_ERROR', parsed.error.issues[0]?.message ?? 'Invalid parameters');
    }
    const { call_id: id, transfer_number: number } = parsed.data;
    const to = toE164(number);
    if (to === undefined) return refusal(reply, 400, 'VALIDATION_ERROR', 'Transfer number is not valid');
    const call = store.callOf(accountOf(request), id);
    if (call === undefined || !runner.transfer(call, to)) {
      return refusal(reply, 404, 'NOT_FOUND', `Call with id ${id} not found or has already been completed.`);
    }
    return data(reply, { message: `Call ${id} transferred to ${to} successfully` });
  });
}

function activeCall(call: BlandCall) {
  return {
    call_id: call.id,
    user_id: userIdOf(call.account),
    from: call.from,
    to: call.to,
    objective: String(call.options.task ?? call.options.prompt ?? ''),
    pathway_id: call.options.pathway_id ?? '',
    start_time: call.startedAt === undefined ? '' : new Date(call.startedAt).toISOString(),
    international: String(!call.to.startsWith('+1')),
    status: call.queueStatus === 'started' ? 'IN_PROGRESS' : 'QUEUED',
    timestamp: String(call.createdAt),
  };
}
