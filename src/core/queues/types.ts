/** The queues as services and edges see them. Where Redis is away, every one of these fails at once with `Unavailable`. */
import type { CommonPayload, Priority, Queue } from './define.ts';

export interface AddOptions {
  /**
   * A job with the id of one that is still kept is not added again. That holds only while it is kept, and while
   * Redis is not wiped: what must happen once is guarded by a unique key in the database.
   */
  readonly jobId?: string;
  readonly delayMs?: number;
  /** Its place among the jobs of its own queue; medium where nothing is said. */
  readonly priority?: Priority;
}

export interface Counts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly completed: number;
  readonly dead: number;
}

/** A job that was tried for the last time. */
export interface DeadJob {
  readonly jobId: string;
  /** As it lies in the queue: it may be what the job failed for. */
  readonly payload: unknown;
  readonly attemptsMade: number;
  readonly error: string;
  readonly failedAt: Date;
}

export interface DeadPage {
  readonly jobs: readonly DeadJob[];
  /** Where the next page starts; undefined on the last one. */
  readonly cursor: string | undefined;
}

export interface Queues {
  /** Resolves with the job's id when Redis has the job. After a failure it may have it nevertheless. */
  add<Payload extends CommonPayload>(
    queue: Queue<Payload>,
    payload: NoInfer<Payload>,
    options?: AddOptions,
  ): Promise<string>;
  counts(queue: Queue): Promise<Counts>;
  /** The age of the job that has been waiting longest; undefined where none waits. */
  oldestAgeMs(queue: Queue): Promise<number | undefined>;
  /** Latest first. */
  dead(queue: Queue, options?: { limit?: number; cursor?: string | undefined }): Promise<DeadPage>;
  /** Gives a dead job all its attempts again; false where there is no dead job with that id. */
  replay(queue: Queue, jobId: string): Promise<boolean>;
  /** Replays what is dead when it is called; resolves with how many. */
  replayAll(queue: Queue): Promise<number>;
  /** Removes a job that nobody is working on; false where there is none. */
  remove(queue: Queue, jobId: string): Promise<boolean>;
  close(): Promise<void>;
}
