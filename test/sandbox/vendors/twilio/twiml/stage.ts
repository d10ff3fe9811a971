/**
 * A line without a phone network and documents without a web server, for the interpreter alone: what the other side
 * does is said beforehand, what it hears is written down, and no time passes.
 */
import type {
  AgentEnd,
  DialOptions,
  DialResult,
  Heard,
  LegState,
  Message,
} from '../../../../../sandbox/calls/types.ts';
import { runTwiml, type SessionOptions } from '../../../../../sandbox/vendors/twilio/twiml/session.ts';
import type {
  DocumentAnswer,
  DocumentRequest,
  Entry,
  LegRequest,
  Line,
  Notice,
  Ports,
  RecordingRequest,
  StreamRequest,
} from '../../../../../sandbox/vendors/twilio/twiml/types.ts';

export const home = 'https://app.example/voice';

type Page = string | Partial<Extract<DocumentAnswer, { ok: true }>> | Extract<DocumentAnswer, { ok: false }>;

export interface StageOptions extends Pick<SessionOptions, 'fallback'> {
  entry?: Entry;
  ringing?: boolean;
  /** By address; a string is TwiML inside of <Response>. One that is not there is a 404. */
  pages?: Record<string, Page | ((request: DocumentRequest) => Page | Promise<Page>)>;
  /** What listening brings, one after the other; nothing when they are used up. */
  hears?: Heard[];
  messages?: Message[];
  dials?: { outcome: DialResult['outcome']; number?: string }[];
  /** The other side hangs up when this is heard (the beginning of a line in `heard`). */
  hangsUpAt?: string;
  /** Runs as soon as this is heard, and nothing goes on before. */
  at?: Record<string, (stage: Stage) => void | Promise<void>>;
}

export interface Stage {
  readonly heard: string[];
  readonly requests: (DocumentRequest & { fields: Record<string, string> })[];
  readonly notices: Notice[];
  readonly listens: Parameters<AgentEnd['listen']>[0][];
  readonly dialled: DialOptions[];
  readonly legs: (LegRequest & { sid: string; states: LegState[] })[];
  readonly recordings: (RecordingRequest & { finished: unknown[] })[];
  readonly streams: (StreamRequest & { stopped: boolean; end(): void })[];
  readonly session: ReturnType<typeof runTwiml>;
  hangUp(): void;
}

const usualSpanMs = 2_000;
/** How long every leg lasts that is answered. */
export const legSec = 12;

export function stage(options: StageOptions): Stage {
  const ended = new AbortController();
  let state: Line['state'] = options.ringing === false ? 'in-progress' : 'ringing';
  const over = (reason: string) => {
    state = 'ended';
    ended.abort(new Error(reason));
  };

  const hear = async (what: string, signal?: AbortSignal) => {
    play.heard.push(what);
    if (options.hangsUpAt !== undefined && what.startsWith(options.hangsUpAt)) over('the caller hung up');
    for (const [start, act] of Object.entries(options.at ?? {})) if (what.startsWith(start)) await act(play);
    ended.signal.throwIfAborted();
    signal?.throwIfAborted();
  };

  const agent: AgentEnd = {
    answer() {
      if (state !== 'ringing') return;
      state = 'in-progress';
      play.heard.push('answer');
    },
    reject(as) {
      play.heard.push(`reject ${as}`);
      over('rejected');
    },
    say: (text, { language, signal } = {}) =>
      hear(`say ${language === undefined || language === 'en' ? '' : `(${language}) `}${text}`, signal),
    play: (pcm, { text, signal } = {}) =>
      hear(`play ${pcm.length} samples${text === undefined ? '' : `: ${text}`}`, signal),
    pause: (ms, signal) => hear(`pause ${ms}`, signal),
    press: (digits, signal) => hear(`press ${digits}`, signal),
    async listen(asked) {
      play.listens.push(asked);
      const signal = AbortSignal.any([ended.signal, ...(asked.signal ? [asked.signal] : [])]);
      await asked.prompt?.(signal);
      await hear('listen', signal);
      return options.hears?.shift() ?? { by: 'nothing' };
    },
    async takeMessage({ signal }) {
      const message = options.messages?.shift();
      if (message?.endedBy === 'hangup') over('the caller hung up');
      else await hear('record', signal);
      return message ?? { startMs: 0, endMs: usualSpanMs, endedBy: 'silence', turns: [] };
    },
    async dial(asked) {
      play.dialled.push(asked);
      const answer = options.dials?.shift() ?? { outcome: 'no-answer' };
      const { outcome, number = asked.targets[0]?.number ?? '' } = answer;
      const phones = asked.targets.map(({ number }) => ({
        number,
        state: 'initiated' as LegState,
        hangUp() {},
      }));
      const become = (phone: (typeof phones)[number], next: LegState) => {
        phone.state = next;
        asked.onLeg?.(phone, 0);
      };
      for (const phone of phones) for (const next of ['initiated', 'ringing'] as const) become(phone, next);
      const winner = phones.find((phone) => phone.number === number);
      if (outcome === 'completed' && winner) become(winner, 'answered');
      await hear(`dial ${asked.targets.map((target) => target.number).join(' ')}`, asked.signal);
      for (const phone of phones)
        become(phone, outcome === 'completed' && phone !== winner ? 'canceled' : outcome);
      return {
        outcome,
        number: winner?.number,
        durationMs: legSec * 1_000,
        startMs: 0,
        endMs: legSec * 1_000,
      };
    },
    hangUp(reason) {
      play.heard.push(`hang up: ${reason}`);
      over('hung up');
    },
  };

  const line: Line = {
    get state() {
      return state;
    },
    agent,
    signal: ended.signal,
    clock: {
      now: () => 0,
      sleep: (ms, signal) => hear(`ring for ${ms}`, signal),
    },
    elapsedMs: () => 0,
  };

  const ports: Ports = {
    async fetch(request) {
      play.requests.push({ ...request, fields: Object.fromEntries(request.params) });
      const found = options.pages?.[request.url];
      return asAnswer(typeof found === 'function' ? await found(request) : found, request.url);
    },
    decodeAudio: (body, contentType) =>
      contentType.startsWith('audio/wav')
        ? { pcm: new Int16Array(body.length), text: 'a recorded word' }
        : undefined,
    record(request) {
      const recording = { ...request, finished: [] as unknown[] };
      play.recordings.push(recording);
      const sid = `RE${play.recordings.length}`;
      return {
        sid,
        url: `https://api/${sid}`,
        async finish(span) {
          recording.finished.push(span);
          return { durationSec: span === undefined ? 7 : (span.endMs - span.startMs) / 1_000 };
        },
      };
    },
    stream(request) {
      const gone = Promise.withResolvers<void>();
      const stream = { ...request, stopped: false, end: gone.resolve };
      play.streams.push(stream);
      void hear(`stream ${request.url}`).catch(() => undefined);
      return {
        sid: `MZ${play.streams.length}`,
        tracks: request.tracks.length,
        ended: gone.promise,
        stop() {
          stream.stopped = true;
          gone.resolve();
        },
      };
    },
    leg(request) {
      const leg = { ...request, sid: `CA${play.legs.length + 1}`, states: [] as LegState[] };
      play.legs.push(leg);
      return { sid: leg.sid, durationSec: legSec, became: ({ state }) => leg.states.push(state) };
    },
    report: (notice) => play.notices.push(notice),
  };

  const play: Stage = {
    heard: [],
    requests: [],
    notices: [],
    listens: [],
    dialled: [],
    legs: [],
    recordings: [],
    streams: [],
    hangUp: () => over('the caller hung up'),
    get session() {
      return session;
    },
  };
  const entry = options.entry ?? { request: { purpose: 'document', url: home, method: 'POST', params: [] } };
  const session = runTwiml({ line, ports, entry, fallback: options.fallback });
  return play;
}

/** Plays one document, given as what stands inside of <Response>, to its end. */
export async function played(inside: string, options: StageOptions = {}): Promise<Stage> {
  const result = stage({ ...options, pages: { [home]: inside, ...options.pages } });
  await result.session.done;
  return result;
}

function asAnswer(page: Page | undefined, url: string): DocumentAnswer {
  const usual = { ok: true, url, status: 200, contentType: 'text/xml; charset=utf-8' } as const;
  if (page === undefined) return { ...usual, status: 404, body: Buffer.from('not found') };
  if (typeof page === 'string') return { ...usual, body: Buffer.from(`<Response>${page}</Response>`) };
  return 'code' in page ? page : { ...usual, body: Buffer.alloc(0), ...page };
}
