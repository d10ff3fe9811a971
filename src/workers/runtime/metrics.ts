import type { Counts } from '../../core/queues/index.ts';

/** What became of an attempt. `returned`: it was cut short by the end of the process, and runs again elsewhere. */
export type Outcome = 'done' | 'obsolete' | 'retried' | 'dead' | 'returned';

/** What the workers tell whoever counts. */
export interface WorkerMetrics {
  jobEnded(queue: string, outcome: Outcome, durationMs: number): void;
  /** Every few seconds. `oldestAgeMs`: 0 where nothing waits. */
  queueSeen(queue: string, state: Counts & { oldestAgeMs: number; concurrency: number }): void;
}
