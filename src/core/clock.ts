/** Where time comes from. Code that depends on it takes a clock, so that a test can move it. */
export interface Clock {
  /** The time of day, which may step back when the machine's clock is set. */
  now(): Date;
  /** For measuring how long something took: never steps back, and means nothing outside this process. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
