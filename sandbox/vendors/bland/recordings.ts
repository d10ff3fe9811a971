/** GET /v1/recordings/{call_id}: the audio, one channel or two (the agent's, then the other side's). */
import type { FastifyInstance } from 'fastify';
import { mp3Of } from '../../speech/mp3.ts';
import { accountOf, keyOf } from './accounts.ts';
import { refusal } from './answers.ts';
import type { Runner } from './runner.ts';
import type { BlandCall, Store } from './store.ts';

interface Route {
  Params: { id: string };
  Querystring: { RequestedChannels?: string };
}

export function mountRecordings(api: FastifyInstance, store: Store, runner: Runner, now: () => number): void {
  api.get<Route>('/v1/recordings/:id', async (request, reply) => {
    const call = store.calls.get(request.params.id);
    if (!(call !== undefined && isPublic(call)) && keyOf(request) === undefined) {
      return refusal(reply, 401, 'AUTHORIZATION_REQUIRED', 'This recording is only served with an API key');
    }
    const visible = call !== undefined && (isPublic(call) || call.account === accountOf(request));
    const channels = request.query.RequestedChannels === '2' ? 2 : 1;
    // Odd, and documented: an answer as MP3 is asked for with the content type of the request.
    const asMp3 = /mpeg|mp3/i.test(request.headers['content-type'] ?? '');
    const makeWav = async () => (visible ? runner.recording(call, channels) : undefined);
    const audio = await (asMp3 ? mp3Of(makeWav) : makeWav());
    if (audio === undefined) {
      return refusal(reply, 404, 'CALL_RECORDING_NOT_FOUND', 'Call recording not found');
    }
    return reply.type(asMp3 ? 'audio/mpeg' : 'audio/wav').send(audio);
  });

  function isPublic({ endedAt = now() }: BlandCall): boolean {
    const days = store.settings.recordingLifespanDays;
    return days === -1 || (days > 0 && now() < endedAt + days * 86_400_000);
  }
}
