import { type Clock, systemClock } from '../../src/core/clock.ts';

export interface TestClock extends Clock {
  /** Time passes. */
  advance(ms: number): void;
  /** Somebody sets the time of day; what was measured with monotonicMs does not notice. */
  set(now: Date): void;
}

/** A clock that stands still until the test moves it. */
export function testClock(start = new Date('2026-01-01T00:00:00Z')): TestClock {
  let now = start.getTime();
  let monotonic = 0;
  return {
    now: () => new Date(now),
    monotonicMs: () => monotonic,
    advance(ms) {
      now += ms;
      monotonic += ms;
    },
    set(date) {
      now = date.getTime();
    },
  };
}

export interface MovableClock extends Clock {
  /** So much time has passed at once, for everybody who has this clock. */
  advance(ms: number): void;
}

/** A clock that goes as the machine's does, and can be moved ahead: for what runs by itself meanwhile. */
export function movableClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + ahead),
    monotonicMs: () => systemClock.monotonicMs() + ahead,
    advance(ms) {
      ahead += ms;
    },
  };
}
