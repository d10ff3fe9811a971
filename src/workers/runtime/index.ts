export { defineWorker, type JobContext, type JobResult, type Worker } from './define.ts';
export type { Outcome } from './metrics.ts';
export { type RunningWorkers, startWorkers, type WorkersOptions } from './start.ts';
export { type Sweep, startSweeps } from './sweeps.ts';
