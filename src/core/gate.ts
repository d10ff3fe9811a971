/** Lets a few in at a time and some wait; who comes on top is turned away at once instead of waiting for ever. */
import { Unavailable } from './errors.ts';

export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate({ atOnce, waiting }: { atOnce: number; waiting: number }): Gate {
  const queue: (() => void)[] = [];
  let busy = 0;
  return {
    async run(work) {
      if (busy >= atOnce) {
        if (queue.length >= waiting) {
          throw new Unavailable('Too many are waiting for this at the moment; try again in a few seconds.');
        }
        // Whoever leaves hands over their place, so `busy` stays as it is.
        await new Promise<void>((resolve) => queue.push(resolve));
      } else {
        busy += 1;
      }
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next === undefined) busy -= 1;
        else next();
      }
    },
  };
}
