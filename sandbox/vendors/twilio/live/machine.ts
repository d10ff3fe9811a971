/** Answering-machine detection: who took the call, as Twilio's listening would find it. */
import type { AnsweredBy, Call } from '../../../calls/types.ts';
import type { RandomStream } from '../../../frame/index.ts';

export interface Detection {
  readonly answeredBy: 'human' | 'machine_start' | 'machine_end_beep' | 'machine_end_silence' | 'unknown';
  readonly durationMs: number;
}

export interface DetectionOptions {
  readonly mode: 'Enable' | 'DetectMessageEnd';
  readonly timeoutMs: number;
}

/** Rejects when the call ends before. */
export async function detectMachine(
  call: Pick<Call, 'clock' | 'signal' | 'on'>,
  by: AnsweredBy,
  { mode, timeoutMs }: DetectionOptions,
  chance: RandomStream,
): Promise<Detection> {
  const started = call.clock.now();
  // A person says a word and waits; a machine is known by how long it goes on.
  const listenedMs = by === 'human' ? chance.integer(1_800, 3_200) : chance.integer(3_000, 4_200);
  const message = messageEnd(call);
  try {
    await call.clock.sleep(Math.min(listenedMs, timeoutMs), call.signal);
    let answeredBy: Detection['answeredBy'] = by === 'human' ? 'human' : 'machine_start';
    if (listenedMs > timeoutMs) answeredBy = 'unknown';
    else if (by === 'machine' && mode === 'DetectMessageEnd') {
      const late = call.clock.sleep(timeoutMs - listenedMs, call.signal).then(() => 'unknown' as const);
      answeredBy = await Promise.race([message.end, late]);
    }
    return { answeredBy, durationMs: Math.round(call.clock.now() - started) };
  } finally {
    message.stop();
  }
}

/** So long a silence after its greeting, and no tone is to be expected any more. */
const endSilenceMs = 2_000;

function messageEnd({ on, clock, signal }: Pick<Call, 'on' | 'clock' | 'signal'>) {
  const { promise: end, resolve } = Promise.withResolvers<'machine_end_beep' | 'machine_end_silence'>();
  const stop = on((event) => {
    if (event.type === 'beep') resolve('machine_end_beep');
    if (event.type !== 'spoke' || event.turn.who !== 'person') return;
    clock.sleep(endSilenceMs, signal).then(
      () => resolve('machine_end_silence'),
      // The call has ended, and with it the listening.
      () => undefined,
    );
  });
  return { end, stop };
}
