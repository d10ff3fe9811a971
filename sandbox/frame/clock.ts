/**
 * Time in the sandbox. The wall clock is true; what runs `speed` times faster is waiting, so that nobody has to wait
 * out a ringing phone. Whatever plays a scene (one call) takes a timeline: it starts at the wall clock's time and
 * counts the scene's own seconds, so that a call of three minutes has lasted three minutes in all that is told of it.
 */

export interface Timeline {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits as many of the scene's milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface SandboxClock extends Timeline {
  readonly speed: number;
  /** Holds for those that are waiting as well. */
  setSpeed(speed: number): void;
  timeline(): Timeline;
}

interface Sleeper {
  /** In scene milliseconds since the clock was made. */
  readonly until: number;
  timer: NodeJS.Timeout | undefined;
  wake(): void;
}

const longestTimerMs = 2_147_483_647;

export function createClock(initialSpeed = 1): SandboxClock {
  const sleepers = new Set<Sleeper>();
  let speed = checkedSpeed(initialSpeed);
  let passed = 0;
  let since = performance.now();
  const elapsed = () => passed + (performance.now() - since) * speed;

  function arm(sleeper: Sleeper): void {
    clearTimeout(sleeper.timer);
    const wait = Math.min(Math.max(Math.ceil((sleeper.until - elapsed()) / speed), 0), longestTimerMs);
    sleeper.timer = setTimeout(() => (sleeper.until <= elapsed() ? sleeper.wake() : arm(sleeper)), wait);
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      // It would never be over, and looked after all the time.
      if (Number.isNaN(ms)) return reject(new RangeError('nobody can sleep for a time that is no number'));
      const leave = () => {
        clearTimeout(sleeper.timer);
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        leave();
        reject(signal?.reason);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const sleeper: Sleeper = { until: elapsed() + ms, timer: undefined, wake };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
      arm(sleeper);
    });
  }

  return {
    get speed() {
      return speed;
    },
    setSpeed(next) {
      passed = elapsed();
      since = performance.now();
      speed = checkedSpeed(next);
      for (const sleeper of sleepers) arm(sleeper);
    },
    now: () => Date.now(),
    sleep,
    timeline() {
      const start = Date.now();
      const from = elapsed();
      return { now: () => Math.round(start + elapsed() - from), sleep };
    },
  };
}

function checkedSpeed(speed: number): number {
  if (speed > 0 && speed <= 100_000) return speed;
  throw new RangeError(`a speed is a number above 0 and up to 100000, not ${speed}`);
}
