/** From the configuration to workers that work, and back: what worker.ts runs. */
import { createApp } from './app.ts';
import type { ProcessContext } from './core/process.ts';
import { registry } from './core/queues/index.ts';
import { sweepsOf, workersOf } from './workers/index.ts';
import { startSweeps, startWorkers } from './workers/runtime/index.ts';

export async function work({ config, log, closing }: ProcessContext): Promise<void> {
  const app = await createApp(config, log, closing);
  const { redis, queues, models } = app;
  const workers = workersOf(app);
  const running = startWorkers({ workers, registry, redis, prefix: config.REDIS_PREFIX, queues, log });
  const finishMs = config.SHUTDOWN_SECONDS * 1000;
  closing.add('the workers', () => running.drain(finishMs), { patienceMs: finishMs + 3_000 });
  closing.add('the sweeps', startSweeps(sweepsOf(app), { leases: models.leases, log }));
  log.info({ queues: workers.map(({ queue }) => queue.name) }, 'the worker works');
}
