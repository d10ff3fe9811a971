/** POST /v1/calls, and what is done to calls that go on. */
import { NewCall, PlacingHeaders } from '../../contract/call-commands.ts';
import { Call, CallParams } from '../../contract/calls.ts';
import type { Placed } from '../../services/calls/commands/place.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute, type Route } from '../frame/route.ts';

const access = { kind: 'caller', permission: 'calls:write' } as const;
const tags = ['Calls'] as const;

const statusOf = { new: 201, known: 200, unknown: 202 } as const satisfies Record<Placed['how'], number>;

const place = defineRoute({
  method: 'POST',
  url: '/v1/calls',
  access,
  summary: 'Place a call',
  description:
    'From one of your numbers. 201: the provider has taken it. 200: it was asked for before under the same Idempotency-Key. 202: the provider’s answer was lost; whether there is a call is found out, and it is never asked for twice. 422 CALL_REFUSED and 502 CALL_NOT_PLACED: there is none, and the call has failed. 409 IDEMPOTENCY_KEY_REUSED: another call was asked for under this key. 429 QUOTA_…: a limit of your tenant is reached, and nothing was stored.',
  tags,
  audit: 'call.place',
  schema: {
    headers: PlacingHeaders,
    body: NewCall,
    response: { 200: Call, 201: Call, 202: Call },
  },
  async handler({ calling }, request, reply) {
    const { headers, body } = request;
    const { call, how } = await calling.place(callerOf(request), headers['idempotency-key'], body);
    return reply.code(statusOf[how]).send(call);
  },
});

const hangUp = defineRoute({
  method: 'POST',
  url: '/v1/calls/:callId/hangup',
  access,
  summary: 'End a call',
  description:
    'Its provider is asked to end it: 202, and it has ended when the provider says so. 409 CALL_ENDED where it has ended already, 409 CALL_NOT_CONFIRMED where its provider has not taken it yet.',
  tags,
  audit: 'call.hang-up',
  schema: { params: CallParams, response: { 202: Call } },
  async handler({ calling }, request, reply) {
    return reply.code(202).send(await calling.hangUp(callerOf(request), request.params.callId));
  },
});

const reconcile = defineRoute({
  method: 'POST',
  url: '/v1/calls/:callId/reconcile',
  access,
  summary: 'Ask the provider about a call',
  description: 'Now, and not only when nothing has been heard of it for long. The call as it is known then.',
  tags,
  audit: 'call.reconcile',
  schema: { params: CallParams, response: { 200: Call } },
  async handler({ calling }, request, reply) {
    return reply.code(200).send(await calling.reconcile(callerOf(request), request.params.callId));
  },
});

export const callCommandRoutes: readonly Route[] = [place, hangUp, reconcile] as readonly Route[];
