/** One recording, from its beginning to the file that can be fetched. */
import type { RecordingResource } from '../resources.ts';
import type { Form } from '../signature.ts';
import type { Callback } from '../twiml/types.ts';
import type { LiveCall, Twilio } from './context.ts';
import { apiVersion, rfc2822 } from './params.ts';
import { recordedFile, type Span } from './recorded-file.ts';

export interface LiveRecording {
  readonly resource: RecordingResource;
  readonly url: string;
  pause(behavior: 'skip' | 'silence'): void;
  resume(): void;
  /** Ends it, once. A span, where only a part of what was recorded is kept. */
  finish(span?: Span): Promise<{ durationSec: number }>;
}

export interface RecordingOptions extends Pick<RecordingResource, 'source' | 'channels' | 'track'> {
  readonly callback: Callback | undefined;
}

/** So many can be fetched: each holds on to the sounds of its call. */
const mostFiles = 2_000;

/** Shorter than that there is nothing in it. */
const shortestMs = 100;

export function startRecording(
  twilio: Twilio,
  live: LiveCall,
  { callback, ...options }: RecordingOptions,
): LiveRecording {
  const { line, settings } = live;
  const { clock } = line;
  const { sid: callSid, accountSid } = live.resource;
  const now = clock.now();
  const resource: RecordingResource = {
    sid: twilio.store.newSid('RE'),
    accountSid,
    callSid,
    ...options,
    status: 'in-progress',
    startedAt: now,
    durationSec: undefined,
    createdAt: now,
    updatedAt: now,
  };
  twilio.store.recordings.set(resource.sid, resource);
  const url = `${twilio.sandbox.url}/twilio/${apiVersion}/Accounts/${accountSid}/Recordings/${resource.sid}`;
  const spans: Span[] = [];
  let since: number | undefined = line.elapsedMs();
  let silentSince: number | undefined;
  let finished: Promise<{ durationSec: number }> | undefined;

  const become = (status: RecordingResource['status']) => {
    resource.status = status;
    resource.updatedAt = clock.now();
  };
  const tell = (event: 'in-progress' | 'completed' | 'absent') => {
    if (callback?.events.includes(event)) {
      live.callbacks.send(`recording ${event}`, callback, recordingParams(resource, url), resource.sid);
    }
  };
  const cut = () => {
    const endMs = line.elapsedMs();
    if (since !== undefined) spans.push({ startMs: since, endMs });
    if (silentSince !== undefined) spans.push({ startMs: silentSince, endMs, silent: true });
    since = undefined;
    silentSince = undefined;
  };

  async function end(span: Span | undefined): Promise<{ durationSec: number }> {
    cut();
    const kept = (span === undefined ? spans : [span]).filter(
      (each) => each.endMs - each.startMs >= shortestMs,
    );
    const lengthMs = kept.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    const durationSec = Math.round(lengthMs / 1_000);
    if (span !== undefined && line.answeredAt !== undefined)
      resource.startedAt = line.answeredAt + span.startMs;
    resource.durationSec = durationSec;
    become('processing');
    if (lengthMs > 0) {
      forgetOldest(twilio.audio);
      twilio.audio.set(resource.sid, (channels) => recordedFile(line, resource.track, kept, channels));
    }
    const scene = live.resource.parentCallSid ?? callSid;
    twilio.sandbox.background.run(`twilio: ${resource.sid}`, () => ready(lengthMs > 0), scene);
    return { durationSec };
  }

  async function ready(something: boolean): Promise<void> {
    await clock.sleep(settings.recordingDelayMs, twilio.sandbox.closing);
    become(something ? 'completed' : 'absent');
    tell(something ? 'completed' : 'absent');
    await live.callbacks.settled();
  }

  tell('in-progress');
  const recording: LiveRecording = {
    resource,
    url,
    pause(behavior) {
      cut();
      if (behavior === 'silence') silentSince = line.elapsedMs();
      become('paused');
    },
    resume() {
      cut();
      since = line.elapsedMs();
      become('in-progress');
    },
    finish(span) {
      finished ??= end(span);
      return finished;
    },
  };
  live.recordings.push(recording);
  return recording;
}

function forgetOldest(audio: Twilio['audio']): void {
  const [oldest] = audio.keys();
  if (oldest !== undefined && audio.size >= mostFiles) audio.delete(oldest);
}

function recordingParams({ status, durationSec, ...resource }: RecordingResource, url: string): Form {
  return [
    ['AccountSid', resource.accountSid],
    ['CallSid', resource.callSid],
    ['RecordingSid', resource.sid],
    ['RecordingUrl', url],
    ['RecordingStatus', status],
    ...(status === 'completed' ? [['RecordingDuration', String(durationSec)] as const] : []),
    ['RecordingChannels', String(resource.channels)],
    ['RecordingStartTime', rfc2822(resource.startedAt)],
    ['RecordingSource', resource.source],
    ['RecordingTrack', resource.track],
  ];
}
