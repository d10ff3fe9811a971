/** One attempt at one job, from its arrival to the one line that the log has about it. */
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { TrunklineError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import { InvalidPayload } from '../../core/queues/index.ts';
import type { Worker } from './define.ts';
import type { Outcome, WorkerMetrics } from './metrics.ts';
import { withTimeLimit } from './time-limit.ts';

export interface Runner {
  /** What BullMQ calls for each job. */
  run(job: Job, token?: string): Promise<Outcome>;
  /** What BullMQ ended without asking for an attempt: it crashed the process too often. */
  gaveUp(job: Job, error: Error): void;
  /** Jobs that arrive from now on go straight back. */
  refuse(): void;
  /** Tells the jobs under way to stop. */
  stop(): void;
  /** Gives the jobs under way back to their queue, whether they stopped or not. */
  giveBack(): void;
  readonly underWay: number;
  /** Those that went back, as "queue id". */
  readonly returned: readonly string[];
}

interface Attempt {
  readonly stop: AbortController;
  readonly givenBack: PromiseWithResolvers<'given back'>;
}

export function createRunner(worker: Worker, log: Logger, metrics: WorkerMetrics | undefined): Runner {
  const { queue } = worker;
  const attempts = new Map<string, Attempt>();
  const seen = new WeakSet<Job>();
  const returned: string[] = [];
  let refusing = false;

  async function run(job: Job, token?: string): Promise<Outcome> {
    seen.add(job);
    const jobId = job.id ?? '';
    const tell = teller(job);
    if (refusing) return back(job, token, tell);
    const stop = new AbortController();
    const givenBack = Promise.withResolvers<'given back'>();
    attempts.set(jobId, { stop, givenBack });
    try {
      const { payload, execute } = worker.open(job.data);
      const { tenantId, requestId } = payload;
      const attempt = job.attemptsMade + 1;
      const work = execute({
        jobId,
        attempt,
        isLastAttempt: attempt >= queue.attempts,
        log: log.child({ requestId, tenantId }),
        signal: stop.signal,
      });
      const result = await Promise.race([withTimeLimit(work, stop, queue.timeLimitMs), givenBack.promise]);
      if (result === 'given back') return await back(job, token, tell);
      return tell(result === 'obsolete' ? 'obsolete' : 'done');
    } catch (error) {
      if (error instanceof WaitingError) throw error;
      // It was told to stop, and did.
      if (refusing && stop.signal.aborted) return await back(job, token, tell);
      const dead = isFinal(error) || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      tell(dead ? 'dead' : 'retried', error);
      throw dead ? new UnrecoverableError(messageOf(error)) : error;
    } finally {
      attempts.delete(jobId);
    }
  }

  /** BullMQ counts this as no attempt, and puts the job in front. */
  async function back(job: Job, token: string | undefined, tell: Tell): Promise<never> {
    returned.push(`${queue.name} ${job.id}`);
    await job.moveToWait(token);
    tell('returned');
    throw new WaitingError();
  }

  type Tell = (outcome: Outcome, error?: unknown) => Outcome;

  function teller(job: Job): Tell {
    const started = performance.now();
    const { tenantId, requestId } = idsOf(job.data);
    const attempt = job.attemptsMade + 1;
    return (outcome, error) => {
      const durationMs = Math.round(performance.now() - started);
      const line = {
        queue: queue.name,
        jobId: job.id,
        attempt,
        started: job.attemptsStarted,
        durationMs,
        outcome,
      };
      const level = outcome === 'dead' ? 'error' : outcome === 'retried' ? 'warn' : 'info';
      log
        .child({ requestId, tenantId })
        [level](error === undefined ? line : { ...line, error }, `job ${outcome}`);
      metrics?.jobEnded(queue.name, outcome, durationMs);
      return outcome;
    };
  }

  return {
    run,
    gaveUp(job, error) {
      if (!seen.has(job)) teller(job)('dead', error);
    },
    refuse() {
      refusing = true;
    },
    stop() {
      for (const { stop } of attempts.values()) stop.abort(new Error('the process ends'));
    },
    giveBack() {
      for (const { givenBack } of attempts.values()) givenBack.resolve('given back');
    },
    get underWay() {
      return attempts.size;
    },
    returned,
  };
}

/** Whether another attempt would end the same way. */
function isFinal(error: unknown): boolean {
  if (error instanceof InvalidPayload) return true;
  return error instanceof TrunklineError && error.operational && !error.retryable;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** As far as they can be told of what may be no payload at all. */
function idsOf(data: unknown): { tenantId?: unknown; requestId?: unknown } {
  return typeof data === 'object' && data !== null ? data : {};
}
