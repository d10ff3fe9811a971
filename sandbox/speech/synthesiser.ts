/** Text in, a telephone's sound out: one sentence after the other, in a thread that starts when it is needed. */
import { Worker } from 'node:worker_threads';
import type { Delivery, Order } from './espeak.ts';
import type { Voice } from './voices.ts';

export interface Synthesiser {
  speak(text: string, voice: Voice): Promise<Int16Array>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(pcm: Int16Array): void;
  reject(error: Error): void;
}

export function createSynthesiser(): Synthesiser {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let orders = 0;
  let closed = false;

  function start(): Worker {
    const started = new Worker(new URL('./espeak.ts', import.meta.url), {
      stdout: true,
      stderr: true,
      // What the process was started with, such as a script to evaluate, is not meant for the thread.
      execArgv: [],
    });
    started.on('message', settle);
    started.on('error', (error) => giveUp(started, error));
    // Listening to what it says would keep the process alive; at the end it is all there at once.
    started.on('exit', () =>
      giveUp(started, new Error(`the speech synthesiser ended: ${started.stderr.read() ?? ''}`)),
    );
    return started;
  }

  function settle(delivery: Delivery): void {
    const order = waiting.get(delivery.id);
    waiting.delete(delivery.id);
    if ('error' in delivery) order?.reject(new Error(`the speech synthesiser failed: ${delivery.error}`));
    else order?.resolve(delivery.pcm);
    // A thread with nothing to do must not keep a process alive that is done with everything else.
    if (waiting.size === 0) worker?.unref();
  }

  function giveUp(ended: Worker, error: unknown): void {
    if (worker !== ended) return;
    worker = undefined;
    const reason = error instanceof Error ? error : new Error(String(error));
    for (const order of waiting.values()) order.reject(reason);
    waiting.clear();
  }

  return {
    speak(text, voice) {
      if (closed) return Promise.reject(new Error('speech is closed'));
      return new Promise((resolve, reject) => {
        worker ??= start();
        worker.ref();
        orders += 1;
        waiting.set(orders, { resolve, reject });
        worker.postMessage({ id: orders, text, voice } satisfies Order);
      });
    },
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
