/** A media stream: the call's audio over a socket to the customer's server, for as long as both last. */
import type { MediaStream, Side } from '../../../calls/types.ts';
import { requestUrl } from '../signature.ts';
import type { RunningStream, StreamRequest } from '../twiml/types.ts';
import type { LiveCall, Twilio } from './context.ts';
import { given } from './params.ts';
import { readCommand, streamMessages } from './stream-messages.ts';
import { openSocket, type SocketFailure } from './stream-socket.ts';

const sides = { inbound: 'person', outbound: 'agent' } as const;
const tracks: Readonly<Record<Side, string>> = { person: 'inbound', agent: 'outbound' };

/** Of a call, for all its streams that go one way. */
const mostTracks = 4;

const notUnderstood = 'a message that is none of media, mark and clear, or not of this stream';

export function startStream(twilio: Twilio, live: LiveCall, request: StreamRequest): RunningStream {
  const { account, line, callbacks, resource } = live;
  const { url, bidirectional } = request;
  const sid = twilio.store.newSid('MZ');
  const messages = streamMessages({ accountSid: account.sid, callSid: resource.sid, streamSid: sid });
  const ended = Promise.withResolvers<void>();
  const tracksTaken = bidirectional ? 0 : request.tracks.length;
  let media: MediaStream | undefined;

  const report = (level: 'error' | 'warning', code: number, message: string) =>
    twilio.report(resource.sid, { level, code, message, url });
  const tell = (event: 'stream-started' | 'stream-stopped' | 'stream-error', error?: string) => {
    if (request.callback === undefined) return;
    const params = [
      ['AccountSid', account.sid] as const,
      ['CallSid', resource.sid] as const,
      ['StreamSid', sid] as const,
      ['StreamName', request.name ?? sid] as const,
      ['StreamEvent', event] as const,
      ...given('StreamError', error),
      ['Timestamp', new Date(line.clock.now()).toISOString()] as const,
    ];
    callbacks.send('stream-status', request.callback, params, `${sid} ${event}`);
  };

  const taken = [...live.streams].reduce((sum, stream) => sum + stream.tracks, 0);
  if (taken + tracksTaken > mostTracks) {
    const message = `a call has at most ${mostTracks} tracks of streams; this one is not opened`;
    report('error', 12200, message);
    tell('stream-error', `12200: ${message}`);
    return { sid, tracks: 0, ended: Promise.resolve(), stop: () => undefined };
  }

  function open(): MediaStream {
    return line.openStream({
      sides: request.tracks.map((track) => sides[track]),
      onFrame: ({ side, chunk, timestampMs, payload }) =>
        socket.send(messages.media(tracks[side], chunk, timestampMs, payload)),
      ...(bidirectional
        ? {
            onMark: (name) => socket.send(messages.mark(name)),
            onDtmf: (digit) => socket.send(messages.dtmf(digit)),
          }
        : {}),
      onEnd: stop,
    });
  }

  let full = false;
  function play(mulaw: Buffer): void {
    if (media?.push(mulaw) !== false || full) return;
    full = true;
    report('warning', 31930, 'so much is waiting to be played that more is left out');
  }

  function obey(text: string | undefined): void {
    const command = text === undefined || !bidirectional ? undefined : readCommand(text, sid);
    if (command?.event === 'media') play(Buffer.from(command.media.payload, 'base64'));
    else if (command?.event === 'mark') media?.mark(command.mark.name);
    else if (command?.event === 'clear') media?.clear();
    else
      report(
        'warning',
        31951,
        bidirectional ? notUnderstood : 'a stream that goes one way takes no messages',
      );
  }

  function over(failure?: SocketFailure): void {
    line.signal.removeEventListener('abort', stop);
    twilio.sandbox.closing.removeEventListener('abort', stop);
    media?.close();
    live.streams.delete(stream);
    if (failure === undefined) tell('stream-stopped');
    else {
      report('error', failure.code, failure.message);
      tell('stream-error', `${failure.code}: ${failure.message}`);
    }
    ended.resolve();
  }

  let told = false;
  function stop(): void {
    if (!told) socket.send(messages.stop());
    told = true;
    socket.close();
  }

  const socket = openSocket(
    twilio,
    live,
    {
      url: socketAddress(url, () =>
        report('warning', 31920, 'a stream has no query string; it was left out'),
      ),
      sid,
    },
    {
      onOpen() {
        socket.send(messages.connected());
        socket.send(messages.start(request.tracks, request.parameters));
        tell('stream-started');
        media = open();
      },
      onMessage: obey,
      onClose: over,
      onSlow: () => report('warning', 31930, 'the receiver is too slow; audio is left out'),
    },
  );
  line.signal.addEventListener('abort', stop, { once: true });
  twilio.sandbox.closing.addEventListener('abort', stop, { once: true });
  const stream: RunningStream = { sid, tracks: tracksTaken, ended: ended.promise, stop };
  live.streams.add(stream);
  return stream;
}

/** As it is requested and as it is signed. Twilio does not support query strings here. */
function socketAddress(address: string, warn: () => void): string {
  const url = new URL(requestUrl(address));
  if (url.search !== '') warn();
  url.search = '';
  return url.href;
}
