/** What keeps this process alive, beyond what did when the watch began. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

export interface Watch {
  /** The kinds of what is open, each as often as it is there. Closing takes the system a moment, which is granted. */
  left(patienceMs?: number): Promise<string[]>;
}

/** Ends by itself. */
const passing = new Set(['FSReqCallback', 'FSReqPromise', 'Immediate', 'TickObject', 'Microtask']);

export function watchResources(): Watch {
  const before = open();
  // Node does not count threads among the resources.
  let threads = 0;
  process.on('worker', (worker: Worker) => {
    threads += 1;
    worker.once('exit', () => {
      threads -= 1;
    });
  });
  return {
    async left(patienceMs = 2_000) {
      const deadline = performance.now() + patienceMs;
      for (;;) {
        const left = [...beyond(open(), before), ...Array<string>(threads).fill('Worker')];
        if (left.length === 0 || performance.now() > deadline) return left;
        await sleep(50);
      }
    },
  };
}

const open = () => process.getActiveResourcesInfo().filter((kind) => !passing.has(kind));

function beyond(now: readonly string[], then: readonly string[]): string[] {
  const rest = [...then];
  return now.filter((kind) => {
    const index = rest.indexOf(kind);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
