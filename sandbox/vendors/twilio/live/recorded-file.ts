/** The WAV file of a recording: parts of a call one after the other, and silence where it was paused. */
import type { Call, Side } from '../../../calls/types.ts';
import { type Script, scriptChunk, scriptOf } from '../../../speech/script-chunk.ts';
import { durationOf, samplesIn } from '../../../speech/track.ts';
import { readWav, writeWav } from '../../../speech/wav.ts';
import type { RecordingResource } from '../resources.ts';

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly silent?: boolean;
}

interface Part {
  readonly channels: readonly Int16Array[];
  readonly script: Script | undefined;
}

const sidesOf: Readonly<Record<RecordingResource['track'], readonly Side[]>> = {
  inbound: ['person'],
  outbound: ['agent'],
  both: ['person', 'agent'],
};

/** Undefined where two channels are wanted of one side alone. */
export async function recordedFile(
  line: Pick<Call, 'record'>,
  track: RecordingResource['track'],
  spans: readonly Span[],
  channels: 1 | 2,
): Promise<Buffer | undefined> {
  const sides = sidesOf[track];
  if (channels > sides.length) return undefined;
  const heard = channels === 1 && sides.length === 2 ? ('mixed' as const) : sides;
  const [only, ...others] = spans;
  const file = ({ startMs, endMs }: Span) => line.record({ fromMs: startMs, toMs: endMs, channels: heard });
  if (only !== undefined && others.length === 0 && !only.silent) return file(only);

  const parts = await Promise.all(
    spans.map(async (span): Promise<Part> => {
      if (!span.silent) {
        const wav = readWav(await file(span));
        return { channels: wav.channels, script: scriptOf(wav) };
      }
      const length = samplesIn(span.endMs - span.startMs);
      return { channels: Array.from({ length: channels }, () => new Int16Array(length)), script: undefined };
    }),
  );
  return writeWav({ channels: joinedChannels(parts, channels), chunks: joinedScript(parts) });
}

function joinedChannels(parts: readonly Part[], count: number): Int16Array[] {
  return Array.from({ length: count }, (_, index) => {
    const pieces = parts.map(({ channels }) => channels[index] ?? new Int16Array());
    const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  });
}

function joinedScript(parts: readonly Part[]) {
  const first = parts.find(({ script }) => script !== undefined)?.script;
  if (first === undefined) return [];
  let durationMs = 0;
  const turns = parts.flatMap(({ channels, script }) => {
    const by = durationMs;
    durationMs += durationOf(channels[0] ?? []);
    const later = <T extends { startMs: number; endMs: number }>(each: T): T => ({
      ...each,
      startMs: each.startMs + by,
      endMs: each.endMs + by,
    });
    return (script?.turns ?? []).map((turn) => ({ ...later(turn), words: turn.words.map(later) }));
  });
  return [scriptChunk({ ...first, durationMs, turns })];
}
