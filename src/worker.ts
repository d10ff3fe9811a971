/** The process that does the jobs: node src/worker.ts */
import { createApp } from './app.ts';
import { runProcess } from './core/process.ts';
import { registry } from './core/queues/index.ts';
import { workers } from './workers/index.ts';
import { startWorkers } from './workers/runtime/index.ts';

await runProcess('worker', async ({ config, log, closing }) => {
  const { redis, queues } = await createApp(config, log, closing);
  const running = startWorkers({ workers, registry, redis, prefix: config.REDIS_PREFIX, queues, log });
  const finishMs = config.SHUTDOWN_SECONDS * 1000;
  closing.add('the workers', () => running.drain(finishMs), { patienceMs: finishMs + 3_000 });
  const names = workers.map(({ queue }) => queue.name);
  if (names.length === 0) log.info('the worker runs, and has no queues to work on');
  else log.info({ queues: names }, 'the worker works');
});
