/** Workers that are to end while Redis is away: no job can come to them any more, and none is theirs to give back. */
import { setTimeout as sleep } from 'node:timers/promises';

/** A connection that was lost for a moment is back by then. */
const awayForMs = 1_000;
const lookEveryMs = 50;

/** Resolves when nothing was under way and Redis was away for a while; or when nobody waits for it any more. */
export async function stranded(
  redis: { readonly status: string },
  isIdle: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  let since = performance.now();
  while (!signal.aborted && performance.now() - since < awayForMs) {
    await sleep(lookEveryMs);
    if (redis.status === 'ready' || !isIdle()) since = performance.now();
  }
}
