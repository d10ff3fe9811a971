/**
 * The time of one call. It can be held while a sentence is being synthesised: that takes real time, which a scene that
 * runs many times faster than the wall clock would show as long silences, and every machine as others.
 */
import type { Timeline } from '../frame/clock.ts';

export interface CallClock extends Timeline {
  /** The call's time stands still until this is done. */
  hold<T>(work: Promise<T>): Promise<T>;
}

export function createCallClock(timeline: Timeline): CallClock {
  let heldMs = 0;
  let holds = 0;
  let heldSince = 0;
  let goesOn = new AbortController();
  const now = () => (holds > 0 ? heldSince : timeline.now()) - heldMs;

  function release(): void {
    holds -= 1;
    if (holds > 0) return;
    heldMs += timeline.now() - heldSince;
    goesOn.abort();
  }

  async function untilGoesOn(signal: AbortSignal | undefined): Promise<void> {
    const released = goesOn.signal;
    const either = AbortSignal.any(signal === undefined ? [released] : [signal, released]);
    await timeline.sleep(Number.POSITIVE_INFINITY, either).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
    });
  }

  return {
    now,
    async sleep(ms, signal) {
      const until = now() + ms;
      do {
        await timeline.sleep(Math.max(0, until - now()), signal);
        while (holds > 0) await untilGoesOn(signal);
      } while (now() < until);
    },
    async hold(work) {
      if (holds === 0) {
        heldSince = timeline.now();
        goesOn = new AbortController();
      }
      holds += 1;
      return work.finally(release);
    },
  };
}
