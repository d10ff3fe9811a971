/** Queues with their workers, log and connections as a process has them, for one test; all closed when it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { openQueues, type QueuesConfig } from '../../src/clients/queues/index.ts';
import { closeRedis, connectRedis } from '../../src/clients/redis.ts';
import { createClosing } from '../../src/core/closing.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { createRegistry, type Queue, type Queues } from '../../src/core/queues/index.ts';
import {
  type RunningWorkers,
  startWorkers,
  type Worker,
  type WorkersOptions,
} from '../../src/workers/runtime/index.ts';
import { quickTiming } from './quick-timing.ts';

interface LogLine {
  level: string;
  message: string;
  tenantId?: string;
  requestId?: string;
  metadata?: Record<string, unknown>;
}

export interface QueueHouse {
  readonly queues: Queues;
  readonly lines: LogLine[];
  /** The lines about jobs, in the order in which these ended. */
  jobLines(): Record<string, unknown>[];
  /** The workers of one process; several may be started beside each other. */
  start(workers: readonly Worker[], more?: Partial<WorkersOptions>): RunningWorkers;
}

interface Options {
  readonly obliterate?: ((queue: Queue) => Promise<void>) | undefined;
  readonly now?: () => number;
}

export function queueHouse(config: QueuesConfig, of: readonly Queue[], options: Options = {}): QueueHouse {
  const lines: LogLine[] = [];
  const log = createLogger('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  const registry = createRegistry(of);
  const closing = createClosing((message, error) => {
    throw new Error(message, { cause: error });
  });
  if (options.obliterate !== undefined) {
    const { obliterate } = options;
    closing.add('the keys', () => Promise.all(of.map(obliterate)));
  }
  const queues = openQueues(registry, config, { log, ...options });
  closing.add('the queues', queues.close);
  onTestFinished(async () => void (await closing.close()));
  return {
    queues,
    lines,
    jobLines: () => lines.flatMap(({ metadata = {} }) => ('outcome' in metadata ? [metadata] : [])),
    start(workers, more) {
      const redis = connectRedis(config, log);
      closing.add('Redis', () => closeRedis(redis));
      const running = startWorkers({
        workers,
        registry,
        redis,
        prefix: config.REDIS_PREFIX,
        queues,
        log,
        timing: quickTiming,
        ...more,
      });
      closing.add('the workers', () => running.close());
      return running;
    },
  };
}

/** Until it holds; the test's own time limit ends it where it never does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}
