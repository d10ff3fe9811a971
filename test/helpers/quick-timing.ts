/** Crashes and backlogs are noticed soon, so that a test need not wait. */
export const quickTiming = { lockMs: 1_000, lookForStalledEveryMs: 200, adaptEveryMs: 50 };
