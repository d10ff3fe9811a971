/** /v1/postcall/webhooks: what was sent after a call, and sending it again. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { jsonBody } from '../../frame/index.ts';
import { accountOf, userIdOf } from './accounts.ts';
import { data, refusal } from './answers.ts';
import { webhookOf } from './record.ts';
import type { BlandCall, Store, WebhookLog } from './store.ts';
import type { Webhooks } from './webhooks.ts';

const ids = z
  .array(z.string(), 'call_ids must be an array of strings')
  .min(1, 'call_ids must not be empty')
  .refine((list) => new Set(list).size === list.length, 'call_ids must be unique');
const resendSchema = z.object({ call_ids: ids }, 'The body must be a JSON object');
const createSchema = z.object(
  {
    call_ids: ids,
    webhook_url: z.url({ protocol: /^https?$/, error: 'webhook_url must be an http or https address' }),
  },
  'The body must be a JSON object',
);

export function mountWebhookLog(
  api: FastifyInstance,
  store: Store,
  webhooks: Webhooks,
  baseUrl: () => string,
  now: () => number,
): void {
  const path = '/v1/postcall/webhooks';

  api.get<{ Params: { id: string } }>(`${path}/:id`, (request, reply) => {
    const call = store.callOf(accountOf(request), request.params.id);
    const log = call && store.webhooks.get(call.id);
    if (call === undefined || log === undefined) {
      return refusal(reply, 404, 'NOT_FOUND', 'There is no post call webhook of this call');
    }
    return data(reply, told(call, log));
  });

  api.post(`${path}/resend`, async (request, reply) => {
    const parsed = resendSchema.safeParse(jsonBody(request));
    if (!parsed.success) return invalid(reply, parsed.error);
    const calls = callsOf(request, parsed.data.call_ids);
    const without = calls.find(([, call]) => call === undefined || !store.webhooks.has(call.id));
    if (without !== undefined) {
      return refusal(reply, 400, 'invalid_parameter', `No webhook was sent for call ${without[0]}`);
    }
    return data(reply, await sendAll(calls, 'resend', (call) => store.webhooks.get(call.id)));
  });

  api.post(`${path}/create`, async (request, reply) => {
    const parsed = createSchema.safeParse(jsonBody(request));
    if (!parsed.success) return invalid(reply, parsed.error);
    const calls = callsOf(request, parsed.data.call_ids);
    const wrong = calls.find(([, call]) => call?.status === undefined || store.webhooks.has(call.id));
    if (wrong !== undefined) {
      const why = wrong[1] === undefined ? 'not found' : 'not ended, or its webhook was sent already';
      return refusal(reply, 400, 'invalid_parameter', `Call ${wrong[0]}: ${why}`);
    }
    const fresh = (call: BlandCall): WebhookLog => ({
      callId: call.id,
      url: parsed.data.webhook_url,
      createdAt: new Date(now()).toISOString(),
      payload: webhookOf(call, { settings: store.settings, baseUrl: baseUrl() }),
      metadata: [],
    });
    return data(reply, await sendAll(calls, 'create', fresh));
  });

  function callsOf(request: FastifyRequest, list: readonly string[]): [string, BlandCall | undefined][] {
    return list.map((id) => [id, store.callOf(accountOf(request), id)]);
  }

  async function sendAll(
    calls: readonly [string, BlandCall | undefined][],
    type: 'resend' | 'create',
    logOf: (call: BlandCall) => WebhookLog | undefined,
  ) {
    const all = calls.map(async ([, call]) => {
      const log = call && logOf(call);
      return log && told(call, await webhooks.sendAgain(call, log, type));
    });
    return (await Promise.all(all)).filter((each) => each !== undefined);
  }
}

function invalid(reply: FastifyReply, error: z.ZodError): FastifyReply {
  return refusal(reply, 400, 'invalid_parameter', error.issues[0]?.message ?? 'Invalid parameters');
}

function told(call: BlandCall, { url, payload, createdAt, metadata }: WebhookLog) {
  return { call_id: call.id, user_id: userIdOf(call.account), url, payload, created_at: createdAt, metadata };
}
