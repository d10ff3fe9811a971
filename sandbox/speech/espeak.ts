/**
 * The thread in which eSpeak runs. Its WebAssembly build is a command line program: a sentence holds the thread for
 * some tenths of a second, and each run claims the process's handlers for uncaught errors. Neither may happen where
 * calls are served, and neither may what is left to do to make a telephone's sound of it.
 */
import { parentPort } from 'node:worker_threads';
import text2wav from 'text2wav';
import { resample } from './resample.ts';
import { sampleRate } from './types.ts';
import type { Voice } from './voices.ts';
import { readWav } from './wav.ts';

export interface Order {
  id: number;
  text: string;
  voice: Voice;
}

export type Delivery = { id: number; pcm: Int16Array<ArrayBuffer> } | { id: number; error: string };

/** Half of full scale, so that two who speak at once are still within it. */
const peak = 16_000;

// Where there is a fetch, the build tries it on a file's path first, fails, and says so on stderr every time.
Reflect.deleteProperty(globalThis, 'fetch');

const port = parentPort;
if (port === null) throw new Error('espeak.ts is started as a worker thread by synthesiser.ts');
const outside = {
  error: process.listeners('uncaughtException'),
  rejection: process.listeners('unhandledRejection'),
};

port.on('message', async (order: Order) => {
  const delivery = await deliver(order);
  port.postMessage(delivery, 'pcm' in delivery ? [delivery.pcm.buffer] : []);
  forgetHandlers('uncaughtException', outside.error);
  forgetHandlers('unhandledRejection', outside.rejection);
});

async function deliver({ id, text, voice }: Order): Promise<Delivery> {
  try {
    const wav = readWav(await speak(text, voice));
    return { id, pcm: levelled(resample(wav.channels[0] ?? new Int16Array(), wav.sampleRate, sampleRate)) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

/**
 * As arguments of a command line. The build takes its named options apart only when they are text, and reads a number
 * as nothing; and a text that began with a dash would be taken for an option.
 */
function speak(text: string, { voice, pitch, speed }: Voice): Promise<Uint8Array> {
  const options = ['-v', voice, '-p', String(pitch), '-s', String(speed), '-z'];
  return Reflect.apply(text2wav, undefined, [` ${text}`, ...options]);
}

/** The voices differ in loudness more than people on a telephone do. */
function levelled(pcm: Int16Array): Int16Array<ArrayBuffer> {
  const loudest = pcm.reduce((max, sample) => Math.max(max, Math.abs(sample)), 1);
  return Int16Array.from(pcm, (sample) => Math.round((sample * peak) / loudest));
}

/** Those that a run has left; with them its memory would stay. */
function forgetHandlers(event: string, keep: readonly unknown[]): void {
  for (const handler of process.listeners(event as 'exit')) {
    if (!keep.includes(handler)) process.off(event, handler);
  }
}
