/** Calls: made, looked at, sent elsewhere, ended. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formBody } from '../../../frame/index.ts';
import type { Twilio } from '../live/context.ts';
import { placeCall } from '../live/place.ts';
import { type CallResource, isFinal } from '../resources.ts';
import type { Entry } from '../twiml/types.ts';
import { accountOf } from './access.ts';
import { entryOf } from './entry.ts';
import { notFound } from './errors.ts';
import { type Fields, fieldsOf, refused } from './form.ts';
import { newCall } from './new-call.ts';
import { pageOf, within } from './paging.ts';
import { accountPath, presentCall } from './present.ts';
import { queryOf, type Scoped } from './query.ts';

type One = Scoped<{ call: string }>;

export function mountCalls(api: FastifyInstance, twilio: Twilio): void {
  const { store, live } = twilio;
  const path = '/2010-04-01/Accounts/:account/Calls';

  function callOf(request: FastifyRequest<One>, account: { sid: string }): CallResource {
    const call = store.calls.get(request.params.call);
    if (call === undefined || call.accountSid !== account.sid) throw notFound(request.url);
    return call;
  }

  api.post(`${path}.json`, (request, reply) => {
    const account = accountOf(store, request, reply);
    const order = newCall(store, account, fieldsOf(formBody(request)));
    // It may ring already; what was taken was a call to be made.
    return reply.code(201).send(presentCall({ ...placeCall(twilio, account, order), status: 'queued' }));
  });

  api.get(`${path}.json`, (request, reply) => {
    const account = accountOf(store, request, reply);
    const query = queryOf(request);
    const equal = (name: string, value: string | undefined) =>
      query.get(name) === null || query.get(name) === '' || query.get(name) === value;
    const found = [...store.calls.values()].filter(
      (call) =>
        call.accountSid === account.sid &&
        equal('From', call.from) &&
        equal('To', call.to) &&
        equal('Status', call.status) &&
        equal('ParentCallSid', call.parentCallSid) &&
        within(query, 'StartTime', call.startedAt) &&
        within(query, 'EndTime', call.endedAt),
    );
    const { items, frame } = pageOf(found, `${accountPath(account.sid)}/Calls.json`, query);
    return { ...frame, calls: items.map(presentCall) };
  });

  api.get<One>(`${path}/:call.json`, (request, reply) =>
    presentCall(callOf(request, accountOf(store, request, reply))),
  );

  api.post<One>(`${path}/:call.json`, (request, reply) => {
    const call = callOf(request, accountOf(store, request, reply));
    const fields = fieldsOf(formBody(request));
    const status = fields.oneOf('Status', ['canceled', 'completed']);
    const entry = entryOf(fields);
    if (status === undefined && entry === undefined) return presentCall(call);
    if (isFinal(call.status)) throw refused(21220, `Call is not in-progress. Cannot redirect.`);
    if (status !== undefined) end(call, status);
    else if (entry !== undefined) redirect(call, entry, fields);
    return presentCall(call);
  });

  api.delete<One>(`${path}/:call.json`, (request, reply) => {
    const call = callOf(request, accountOf(store, request, reply));
    if (!isFinal(call.status)) throw refused(20409, 'A call that has not ended cannot be deleted');
    store.calls.delete(call.sid);
    return reply.code(204).send();
  });

  function end(call: CallResource, status: 'canceled' | 'completed'): void {
    if (status === 'canceled' && call.status === 'in-progress') {
      throw refused(21220, 'Call is in-progress. Cannot cancel.');
    }
    live.get(call.sid)?.hangUp();
  }

  function redirect(call: CallResource, entry: Entry, fields: Fields): void {
    const session = live.get(call.sid)?.session;
    if (call.status !== 'in-progress' || session === undefined) {
      throw refused(21220, 'Call is not in-progress. Cannot redirect.');
    }
    const fallback = fields.url('FallbackUrl');
    session.update(
      entry,
      fallback === undefined ? undefined : { url: fallback, method: fields.method('FallbackMethod') },
    );
  }
}
