/** What keeps this process alive, beyond what did when the watch began. */
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

export interface Watch {
  /**
   * The kinds of what is open, each as often as it is there. Closing takes a moment, which is granted: the longest is
   * that of a BullMQ worker that was closed while it slept five seconds over an error.
   */
  left(patienceMs?: number): Promise<string[]>;
}

/** Ends by itself. */
const passing = new Set(['FSReqCallback', 'FSReqPromise', 'Immediate', 'TickObject', 'Microtask']);

/** Node does not count threads among the resources. */
let threads = 0;
process.on('worker', (worker: Worker) => {
  threads += 1;
  worker.once('exit', () => {
    threads -= 1;
  });
});

/** Node counts timers, and does not say whose they are. Those that last are remembered with where they were set. */
const lasting = new Set<{ readonly timer: WeakRef<NodeJS.Timeout>; readonly set: Error }>();
const lastsMs = 1_000;
const mostRemembered = 1_000;

for (const kind of ['setTimeout', 'setInterval'] as const) {
  const set = timers[kind] as (...asked: unknown[]) => NodeJS.Timeout;
  const remembering = Object.assign((...asked: unknown[]) => {
    const timer = set(...asked);
    if (Number(asked[1]) >= lastsMs) remember(timer);
    return timer;
  }, set);
  Object.assign(timers, { [kind]: remembering });
  Object.assign(globalThis, { [kind]: remembering });
}
syncBuiltinESMExports();

function remember(timer: NodeJS.Timeout): void {
  lasting.add({ timer: new WeakRef(timer), set: new Error('set here') });
  if (lasting.size <= mostRemembered) return;
  const [oldest] = lasting;
  if (oldest !== undefined) lasting.delete(oldest);
}

/** Where the timers were set that are still to come, and keep the process. */
export function timersLeft(): string[] {
  return [...lasting].flatMap(({ timer, set }) => {
    const left = timer.deref() as (NodeJS.Timeout & { _destroyed?: boolean }) | undefined;
    return left === undefined || left._destroyed || !left.hasRef() ? [] : [set.stack ?? ''];
  });
}

/** What a file has left that shared this process: it was told there, and is no fault of the next ones. */
const forgiven: string[] = [];

export function forgive(left: readonly string[]): void {
  forgiven.push(...left);
}

export function watchResources(): Watch {
  // Timers of Vitest itself come and go, and never stay; one at the beginning says nothing about one at the end.
  const isTimer = (kind: string) => kind === 'Timeout';
  const before = [...open().filter((kind) => !isTimer(kind)), ...forgiven.filter(isTimer)];
  return {
    async left(patienceMs = 7_000) {
      const deadline = performance.now() + patienceMs;
      for (;;) {
        const left = beyond(open(), before);
        if (left.length === 0 || performance.now() > deadline) return left;
        await sleep(50);
      }
    },
  };
}

const open = () => [
  ...process.getActiveResourcesInfo().filter((kind) => !passing.has(kind)),
  ...Array<string>(threads).fill('Worker'),
];

function beyond(now: readonly string[], then: readonly string[]): string[] {
  const rest = [...then];
  return now.filter((kind) => {
    const index = rest.indexOf(kind);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
