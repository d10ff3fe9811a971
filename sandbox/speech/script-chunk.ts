/**
 * The script of a recording travels inside its WAV file, in a chunk of its own, so that what was said can be told
 * later with words and times and without a model that listens. Players skip a chunk that they do not know.
 */
import { z } from 'zod';
import type { Chunk, Wav } from './wav.ts';

export const scriptChunkId = 'tlsc';

const ms = z.number().nonnegative();

const scriptSchema = z.object({
  version: z.literal(1),
  durationMs: ms,
  /** What each channel of the file holds: `person`, `agent` or `mixed`. */
  channels: z.array(z.string()).min(1),
  /** By startMs. */
  turns: z.array(
    z.object({
      who: z.string(),
      /** Which channel it is heard on, from 0. */
      channel: z.int().nonnegative(),
      text: z.string(),
      language: z.string().optional(),
      startMs: ms,
      endMs: ms,
      /** Their times are shared out by the words' lengths, not measured. */
      words: z.array(z.object({ word: z.string(), startMs: ms, endMs: ms })),
    }),
  ),
});

export type Script = z.infer<typeof scriptSchema>;

export function scriptChunk(script: Script): Chunk {
  return { id: scriptChunkId, data: Buffer.from(JSON.stringify(scriptSchema.parse(script))) };
}

/** Undefined where there is none; one that is there and is no script is an error. */
export function scriptOf({ chunks }: Pick<Wav, 'chunks'>): Script | undefined {
  const chunk = chunks.find(({ id }) => id === scriptChunkId);
  return chunk && parseScript(chunk.data);
}

export function parseScript(data: Uint8Array): Script {
  return scriptSchema.parse(JSON.parse(Buffer.from(data).toString()));
}
