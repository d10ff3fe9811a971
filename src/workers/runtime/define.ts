/** A worker: a queue, and the one function that does its jobs. */
import type { Logger } from '../../core/logger/index.ts';
import { type CommonPayload, parsePayload, type Queue } from '../../core/queues/index.ts';

export interface JobContext {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Says whose job it is and which request it goes back to. */
  readonly log: Logger;
  /** Fires when the job's time is up, or the process has to end: stop where you are, and throw. */
  readonly signal: AbortSignal;
}

/** `obsolete`: what the job was about is gone or done already, and that is all right. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing is the usual case.
export type JobResult = 'obsolete' | void;

export interface Worker {
  readonly queue: Queue;
  /** Parses what arrived; throws InvalidPayload. */
  open(data: unknown): { payload: CommonPayload; execute(context: JobContext): Promise<JobResult> };
}

/** A job may run more than once, and beside itself: what must happen once is claimed in the database first. */
export function defineWorker<Payload extends CommonPayload>(
  queue: Queue<Payload>,
  execute: (payload: Payload, context: JobContext) => Promise<JobResult>,
): Worker {
  return {
    queue,
    open(data) {
      const payload = parsePayload(queue, data);
      return { payload, execute: async (context) => execute(payload, context) };
    },
  };
}
