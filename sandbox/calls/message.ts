/** The agent's end keeps what the person says, until they are silent, press a key or leave. */
import type { Line } from './line.ts';
import type { Message, MessageOptions } from './types.ts';
import type { Voice } from './voice.ts';

const anyKey = '0123456789*#';

export async function takeMessage(
  line: Line,
  voice: Voice,
  options: MessageOptions,
  outer: AbortSignal,
): Promise<Message> {
  const signal = AbortSignal.any([line.signal, outer]);
  if (options.beep !== false) await voice.beep(signal);
  const startMs = line.elapsedMs();
  const firstEvent = line.events.length;

  function finished(endedBy: Message['endedBy'], digit?: string): Message {
    const endMs = line.elapsedMs();
    const turns = line.turns.filter((turn) => turn.who === 'person' && turn.endMs > startMs);
    return { startMs, endMs, endedBy, turns, ...(digit === undefined ? {} : { digit }) };
  }

  for (;;) {
    if (line.state === 'ended') return finished('hangup');
    signal.throwIfAborted();
    const digit = keyPressed(line, firstEvent, options.finishOnKey ?? anyKey);
    if (digit !== undefined) return finished('key', digit);
    const leftMs = startMs + options.maxMs - line.elapsedMs();
    if (leftMs <= 0) return finished('length');
    const silenceLeftMs = line.speaking('person')
      ? leftMs
      : lastSpokenMs(line, startMs) + options.silenceMs - line.elapsedMs();
    if (silenceLeftMs <= 0) return finished('silence');
    await line.changed(Math.min(leftMs, silenceLeftMs), signal).catch((error: unknown) => {
      if (line.state !== 'ended') throw error;
    });
  }
}

function keyPressed(line: Line, firstEvent: number, keys: string): string | undefined {
  for (const event of line.events.slice(firstEvent)) {
    if (event.type === 'dtmf' && event.who === 'person' && keys.includes(event.digit)) return event.digit;
  }
  return undefined;
}

function lastSpokenMs(line: Line, startMs: number): number {
  return Math.max(startMs, ...line.turns.filter(({ who }) => who === 'person').map(({ endMs }) => endMs));
}
