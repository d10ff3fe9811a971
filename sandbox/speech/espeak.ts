/**
 * The thread in which eSpeak runs. Its WebAssembly build is a command line program: a sentence holds the thread for
 * some tenths of a second, and each run claims the process's handlers for uncaught errors. Neither may happen where
 * calls are served.
 */
import { parentPort } from 'node:worker_threads';
import text2wav from 'text2wav';
import type { Voice } from './voices.ts';

export interface Order {
  id: number;
  text: string;
  voice: Voice;
}

export type Delivery = { id: number; wav: Uint8Array } | { id: number; error: string };

// Where there is a fetch, the build tries it on a file's path first, fails, and says so on stderr every time.
Reflect.deleteProperty(globalThis, 'fetch');

const port = parentPort;
if (port === null) throw new Error('espeak.ts is started as a worker thread by synthesiser.ts');
const outside = {
  error: process.listeners('uncaughtException'),
  rejection: process.listeners('unhandledRejection'),
};

port.on('message', async (order: Order) => {
  port.postMessage(await deliver(order));
  forgetHandlers('uncaughtException', outside.error);
  forgetHandlers('unhandledRejection', outside.rejection);
});

async function deliver({ id, text, voice }: Order): Promise<Delivery> {
  try {
    return { id, wav: await speak(text, voice) };
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

/** Those that a run has left; with them its memory would stay. */
function forgetHandlers(event: string, keep: readonly unknown[]): void {
  for (const handler of process.listeners(event as 'exit')) {
    if (!keep.includes(handler)) process.off(event, handler);
  }
}
