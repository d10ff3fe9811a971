/** All recordings of an account, and their files. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mp3Of } from '../../../speech/mp3.ts';
import type { Twilio } from '../live/context.ts';
import type { RecordingResource } from '../resources.ts';
import { accountOf } from './access.ts';
import { notFound } from './errors.ts';
import { refused } from './form.ts';
import { pageOf, within } from './paging.ts';
import { accountPath, presentRecording } from './present.ts';
import { queryOf, type Scoped } from './query.ts';

type One = Scoped<{ recording: string }>;

export function mountRecordings(api: FastifyInstance, twilio: Twilio): void {
  const { store, sandbox } = twilio;
  const path = '/2010-04-01/Accounts/:account/Recordings';
  const root = () => `${sandbox.url}/twilio`;

  function recordingOf({ params, url }: FastifyRequest<One>, accountSid: string): RecordingResource {
    const found = store.recordings.get(params.recording);
    if (found?.accountSid !== accountSid) throw notFound(url);
    return found;
  }

  api.get(`${path}.json`, (request, reply) => {
    const account = accountOf(store, request, reply);
    const query = queryOf(request);
    const call = query.get('CallSid');
    const found = [...store.recordings.values()].filter(
      (each) =>
        each.accountSid === account.sid &&
        (call === null || each.callSid === call) &&
        within(query, 'DateCreated', each.createdAt),
    );
    const { items, frame } = pageOf(found, `${accountPath(account.sid)}/Recordings.json`, query);
    return { ...frame, recordings: items.map((each) => presentRecording(each, root())) };
  });

  api.get<One>(`${path}/:recording.json`, (request, reply) =>
    presentRecording(recordingOf(request, accountOf(store, request, reply).sid), root()),
  );

  api.delete<One>(`${path}/:recording.json`, (request, reply) => {
    deleteRecording(twilio, recordingOf(request, accountOf(store, request, reply).sid));
    return reply.code(204).send();
  });

  for (const ending of ['', '.wav', '.mp3']) {
    api.get<One>(`${path}/:recording${ending}`, async (request, reply) => {
      const recording = recordingOf(request, accountOf(store, request, reply).sid);
      const wanted = queryOf(request).get('RequestedChannels') ?? String(recording.channels);
      if (wanted !== '1' && wanted !== '2')
        throw refused(20001, `RequestedChannels must be 1 or 2, not ${wanted}`);
      const make = recording.status === 'completed' ? twilio.audio.get(recording.sid) : undefined;
      if (make === undefined) throw notFound(request.url);
      const makeWav = () => make(wanted === '1' ? 1 : 2);
      const file = await (ending === '.mp3' ? mp3Of(makeWav) : makeWav());
      if (file === undefined)
        throw refused(20001, 'This recording has one channel: request it with RequestedChannels=1');
      return reply.type(ending === '.mp3' ? 'audio/mpeg' : 'audio/x-wav').send(file);
    });
  }
}

/** Only one that is finished can be deleted. */
export function deleteRecording({ store, audio }: Twilio, { sid, status }: RecordingResource): void {
  if (status === 'in-progress' || status === 'paused' || status === 'processing') {
    throw refused(20409, 'A recording that is not finished cannot be deleted');
  }
  store.recordings.delete(sid);
  audio.delete(sid);
}
