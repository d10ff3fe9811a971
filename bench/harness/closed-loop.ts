import { answered } from './answered.ts';
import type { Call } from './cases.ts';

/** Keeps `concurrency` calls under way for that long, and returns how many were completed per second. */
export async function closedLoop(call: Call, concurrency: number, durationMs: number): Promise<number> {
  const started = performance.now();
  const end = started + durationMs;
  const failures: unknown[] = [];
  let completed = 0;
  const worker = async () => {
    try {
      // At least one each, so that a call longer than the round has a figure too.
      do {
        await call();
        completed += 1;
      } while (performance.now() < end && failures.length === 0);
    } catch (error) {
      failures.push(error);
    }
  };
  // Every worker is waited for, also after a failure: none may still run when the subject is torn down.
  await answered(Promise.all(Array.from({ length: concurrency }, worker)), durationMs);
  if (failures.length > 0) throw failures[0];
  return completed / ((performance.now() - started) / 1000);
}
