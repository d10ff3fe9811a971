/** Recordings of one call: started, paused and stopped while it lasts, and listed. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { formBody } from '../../../frame/index.ts';
import type { LiveCall, Twilio } from '../live/context.ts';
import { type LiveRecording, startRecording } from '../live/recording.ts';
import type { RecordingResource } from '../resources.ts';
import { accountOf } from './access.ts';
import { notFound } from './errors.ts';
import { fieldsOf, refused } from './form.ts';
import { recordingOf } from './new-call.ts';
import { pageOf, within } from './paging.ts';
import { accountPath, presentCallRecording } from './present.ts';
import { queryOf, type Scoped } from './query.ts';
import { deleteRecording } from './recordings.ts';

type OfCall = Scoped<{ call: string }>;
type One = Scoped<{ call: string; recording: string }>;

export function mountCallRecordings(api: FastifyInstance, twilio: Twilio): void {
  const { store, live } = twilio;
  const path = '/2010-04-01/Accounts/:account/Calls/:call/Recordings';

  api.post<OfCall>(`${path}.json`, (request, reply) => {
    const call = liveOf(request, accountOf(store, request, reply).sid);
    if (call.resource.status !== 'in-progress') {
      throw refused(21220, 'Requested resource is not eligible for recording');
    }
    const { resource } = startRecording(
      twilio,
      call,
      recordingOf(fieldsOf(formBody(request)), 'StartCallRecordingAPI'),
    );
    return reply.code(201).send(presentCallRecording(resource));
  });

  api.get<OfCall>(`${path}.json`, (request, reply) => {
    const account = accountOf(store, request, reply);
    const query = queryOf(request);
    const { call } = request.params;
    if (store.calls.get(call)?.accountSid !== account.sid) throw notFound(request.url);
    const found = [...store.recordings.values()].filter(
      (each) => each.callSid === call && within(query, 'DateCreated', each.createdAt),
    );
    const { items, frame } = pageOf(
      found,
      `${accountPath(account.sid)}/Calls/${call}/Recordings.json`,
      query,
    );
    return { ...frame, recordings: items.map(presentCallRecording) };
  });

  api.get<One>(`${path}/:recording.json`, (request, reply) =>
    presentCallRecording(storedOf(request, accountOf(store, request, reply).sid)),
  );

  api.post<One>(`${path}/:recording.json`, async (request, reply) => {
    const call = liveOf(request, accountOf(store, request, reply).sid);
    const fields = fieldsOf(formBody(request));
    const recording = runningOf(request, call);
    const status = fields.oneOf('Status', ['in-progress', 'paused', 'stopped']);
    if (status === 'paused') recording.pause(fields.oneOf('PauseBehavior', ['skip', 'silence']) ?? 'silence');
    else if (status === 'in-progress') recording.resume();
    else if (status === 'stopped') await recording.finish();
    else throw refused(20001, 'Status is required');
    // The answer says what was asked for; what becomes of the file is told later.
    return { ...presentCallRecording(recording.resource), status };
  });

  api.delete<One>(`${path}/:recording.json`, (request, reply) => {
    deleteRecording(twilio, storedOf(request, accountOf(store, request, reply).sid));
    return reply.code(204).send();
  });

  function liveOf({ params, url }: FastifyRequest<OfCall>, accountSid: string): LiveCall {
    if (store.calls.get(params.call)?.accountSid !== accountSid) throw notFound(url);
    const call = live.get(params.call);
    if (call === undefined) throw refused(21220, 'Call is not in-progress.');
    return call;
  }

  /** `Twilio.CURRENT` is the only one that runs. */
  function runningOf({ params, url }: FastifyRequest<One>, call: LiveCall): LiveRecording {
    const running = call.recordings.filter(({ resource }) =>
      ['in-progress', 'paused'].includes(resource.status),
    );
    const found =
      params.recording === 'Twilio.CURRENT'
        ? running[0]
        : running.find(({ resource }) => resource.sid === params.recording);
    if (found === undefined) throw notFound(url);
    return found;
  }

  function storedOf({ params, url }: FastifyRequest<One>, accountSid: string): RecordingResource {
    const found = store.recordings.get(params.recording);
    if (found?.accountSid !== accountSid || found.callSid !== params.call) throw notFound(url);
    return found;
  }
}
