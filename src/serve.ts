/** From the configuration to a port that answers, and back: what server.ts runs. */
import { createApp } from './app.ts';
import { explained } from './core/listen.ts';
import { openMetricsPort } from './core/metrics-port.ts';
import type { ProcessContext } from './core/process.ts';
import { closeHttp } from './routes/close.ts';
import { createHttp, type HttpOptions } from './routes/http.ts';

export async function serve(
  { config, log, closing }: ProcessContext,
  options: HttpOptions = {},
): Promise<void> {
  const { HOST, PORT, METRICS_PORT, READINESS_PAUSE_SECONDS, SHUTDOWN_SECONDS } = config;
  const app = await createApp(config, log, closing);
  if (METRICS_PORT !== undefined) {
    const { port, close } = await openMetricsPort(app.metrics, { ...config, METRICS_PORT });
    closing.add('the port of the metrics', close);
    log.info({ host: HOST, port }, 'metrics are served');
  }
  const http = await createHttp(app, options);
  const pauseMs = READINESS_PAUSE_SECONDS * 1000;
  closing.add('HTTP', (patienceMs) => closeHttp(http, app.health, { pauseMs, patienceMs }), {
    patienceMs: SHUTDOWN_SECONDS * 1000,
  });
  await explained({ host: HOST, port: PORT, variable: 'PORT' }, () =>
    http.fastify.listen({
      host: HOST,
      port: PORT,
      listenTextResolver: (at) => `server is listening at ${at}`,
    }),
  );
}
