/** Answering-machine detection: who took the call, as Twilio's listening would find it. */
import type { AnsweredBy, Call } from '../../../calls/types.ts';
import type { RandomStream } from '../../../frame/index.ts';

export interface Detection {
  readonly answeredBy: 'human' | 'machine_start' | 'machine_end_beep' | 'unknown';
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
  const beep = heardBeep(call);
  try {
    await call.clock.sleep(Math.min(listenedMs, timeoutMs), call.signal);
    let answeredBy: Detection['answeredBy'] = by === 'human' ? 'human' : 'machine_start';
    if (listenedMs > timeoutMs) answeredBy = 'unknown';
    else if (by === 'machine' && mode === 'DetectMessageEnd') {
      const leftMs = timeoutMs - listenedMs;
      const first = await Promise.race([
        beep.heard,
        call.clock.sleep(leftMs, call.signal).then(() => 'late'),
      ]);
      answeredBy = first === 'late' ? 'unknown' : 'machine_end_beep';
    }
    return { answeredBy, durationMs: Math.round(call.clock.now() - started) };
  } finally {
    beep.stop();
  }
}

function heardBeep(call: Pick<Call, 'on'>): { heard: Promise<'beep'>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<'beep'>();
  return { heard: promise, stop: call.on((event) => event.type === 'beep' && resolve('beep')) };
}
