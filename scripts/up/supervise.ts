/** Keeps one process running: one that dies is started again, later each time, until it dies too often. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

export interface Watched {
  /** Settles when the process says that it can be used; fails when the supervisor has given up. */
  readonly ready: Promise<void>;
  /** Fails when the supervisor gives up; until then it is open. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
  kill(): void;
}

export interface Supervision {
  readonly name: string;
  /** Starts the process; what it writes goes to `onLine`. */
  start(onLine: (line: string) => void): Child;
  /** A line that says it can be used. Without it, it counts as usable at once. */
  readonly readyLine?: RegExp;
  readonly tell: (line: string) => void;
  readonly pace?: Pace;
}

interface Pace {
  /** Who dies earlier than that has died quickly. */
  readonly quickMs: number;
  readonly quickDeaths: number;
  readonly firstDelayMs: number;
}

const usualPace: Pace = { quickMs: 10_000, quickDeaths: 5, firstDelayMs: 500 };
const keptLines = 20;

export function supervise({ name, start, readyLine, tell, pace = usualPace }: Supervision): Watched {
  const ready = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<never>();
  for (const { promise } of [ready, lost]) promise.catch(() => undefined);
  const stopping = new AbortController();
  let isReady = readyLine === undefined;
  if (isReady) ready.resolve();
  let current: Child | undefined;

  async function run(): Promise<void> {
    let quick = 0;
    while (!stopping.signal.aborted) {
      const words: string[] = [];
      const startedAt = performance.now();
      current = start((line) => {
        words.push(line);
        if (words.length > keptLines) words.shift();
        if (readyLine?.test(line)) {
          isReady = true;
          ready.resolve();
        }
      });
      const end = await current.ended;
      if (stopping.signal.aborted) return;
      const livedMs = performance.now() - startedAt;
      quick = livedMs < pace.quickMs ? quick + 1 : 0;
      // What has never worked will not work the next time either.
      if (!isReady || quick >= pace.quickDeaths) {
        const times = isReady ? `, ${quick} times in a row` : '';
        return giveUp(
          `${name} ${end}${times}. Its last words:\n${words.map((word) => `  ${word}`).join('\n')}`,
        );
      }
      const delayMs = pace.firstDelayMs * 2 ** Math.max(quick - 1, 0);
      tell(
        `${name} ${end} after ${(livedMs / 1000).toFixed(1)} s; it is started again in ${delayMs / 1000} s.`,
      );
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  function giveUp(why: string): void {
    const error = new Error(why);
    ready.reject(error);
    lost.reject(error);
  }

  const running = run().catch((error: unknown) => giveUp(`${name} cannot be kept running: ${error}`));
  return {
    ready: ready.promise,
    lost: lost.promise,
    async stop() {
      stopping.abort();
      await current?.stop();
      await running;
    },
    kill: () => current?.kill(),
  };
}
