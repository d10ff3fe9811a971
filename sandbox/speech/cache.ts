/**
 * Sentences that were made before: the last ones in memory, all of them on disk where a folder is given. A file is
 * written aside and then renamed, so that two sandboxes may share a folder; one that cannot be read is made anew.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWav, writeWav } from './wav.ts';

export interface SpeechCache {
  /** What is under the key, else what `make` makes; those who ask meanwhile wait for the same. */
  get(key: string, make: () => Promise<Int16Array>): Promise<Int16Array>;
}

export interface CacheOptions {
  /** How many samples may stay in memory. */
  maxSamples: number;
  dir?: string | undefined;
}

export function createSpeechCache({ maxSamples, dir }: CacheOptions): SpeechCache {
  const kept = new Map<string, Int16Array>();
  const coming = new Map<string, Promise<Int16Array>>();
  let samples = 0;

  async function bring(key: string, make: () => Promise<Int16Array>): Promise<Int16Array> {
    const file = dir === undefined ? undefined : fileFor(dir, key);
    const pcm = (await read(file)) ?? (await makeAndKeep(make, file));
    kept.set(key, pcm);
    samples += pcm.length;
    shrink();
    return pcm;
  }

  /** The longest unused go first; the newest stays, however long it is. */
  function shrink(): void {
    for (const [key, oldest] of kept) {
      if (samples <= maxSamples || kept.size === 1) return;
      kept.delete(key);
      samples -= oldest.length;
    }
  }

  return {
    get(key, make) {
      const known = kept.get(key);
      if (known !== undefined) {
        kept.delete(key);
        kept.set(key, known);
        return Promise.resolve(known);
      }
      const pcm = coming.get(key) ?? bring(key, make).finally(() => coming.delete(key));
      coming.set(key, pcm);
      return pcm;
    },
  };
}

function fileFor(dir: string, key: string): string {
  return join(dir, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.wav`);
}

async function read(file: string | undefined): Promise<Int16Array | undefined> {
  if (file === undefined) return undefined;
  try {
    return readWav(await readFile(file)).channels[0];
  } catch {
    return undefined;
  }
}

async function makeAndKeep(make: () => Promise<Int16Array>, file: string | undefined): Promise<Int16Array> {
  const pcm = await make();
  if (file === undefined) return pcm;
  const aside = `${file}.${randomUUID()}`;
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(aside, writeWav({ channels: [pcm] }));
  await rename(aside, file);
  return pcm;
}
