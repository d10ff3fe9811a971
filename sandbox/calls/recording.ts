/** A call, or a part of it, as a WAV file with its script inside. */
import { type Script, scriptChunk } from '../speech/script-chunk.ts';
import { mixDown } from '../speech/track.ts';
import { writeWav } from '../speech/wav.ts';
import { type Line, sideOf } from './line.ts';
import type { RecordingOptions, Side, Turn } from './types.ts';

export function recordingOf(line: Line, options: RecordingOptions = {}): Buffer {
  const { fromMs = 0, channels = 'mixed' } = options;
  const toMs = Math.max(fromMs, Math.min(options.toMs ?? Number.POSITIVE_INFINITY, line.elapsedMs()));
  const sides: readonly Side[] = channels === 'mixed' ? ['person', 'agent'] : channels;
  const rendered = sides.map((side) => line.track(side).render(fromMs, toMs));
  const script: Script = {
    version: 1,
    durationMs: toMs - fromMs,
    channels: channels === 'mixed' ? ['mixed'] : [...channels],
    turns: line.turns
      .filter((turn) => turn.endMs > fromMs && turn.startMs < toMs && turn.text !== '')
      .filter((turn) => sides.includes(sideOf(turn.who)))
      .map((turn) =>
        scriptTurn(turn, channels === 'mixed' ? 0 : sides.indexOf(sideOf(turn.who)), fromMs, toMs),
      ),
  };
  return writeWav({
    channels: channels === 'mixed' ? [mixDown(rendered)] : rendered,
    chunks: [scriptChunk(script)],
  });
}

/** What of it lies within the part; a word belongs to it when it begins there. */
function scriptTurn(turn: Turn, channel: number, fromMs: number, toMs: number): Script['turns'][number] {
  const within = (ms: number) => Math.min(Math.max(ms, fromMs), toMs) - fromMs;
  const whole = turn.startMs >= fromMs && turn.endMs <= toMs;
  const words = turn.words.filter((word) => word.startMs >= fromMs && word.startMs < toMs);
  return {
    who: turn.who,
    channel,
    text: whole ? turn.text : words.map(({ word }) => word).join(' '),
    ...(turn.language === undefined ? {} : { language: turn.language }),
    startMs: within(turn.startMs),
    endMs: within(turn.endMs),
    words: words.map((word) => ({ ...word, startMs: within(word.startMs), endMs: within(word.endMs) })),
  };
}
