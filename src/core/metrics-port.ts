/** /metrics on a port of its own, for whoever collects them inside the network: nothing else answers there. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hasToken } from './bearer.ts';
import type { Config } from './config/index.ts';
import { explained } from './listen.ts';
import type { Metrics } from './metrics.ts';

export interface MetricsPort {
  readonly port: number;
  close(): Promise<void>;
}

export async function openMetricsPort(
  metrics: Metrics,
  { HOST, METRICS_PORT, METRICS_TOKEN }: Pick<Config, 'HOST' | 'METRICS_TOKEN'> & { METRICS_PORT: number },
): Promise<MetricsPort> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || request.url?.split('?', 1)[0] !== '/metrics') return end(response, 404);
    if (METRICS_TOKEN !== undefined && !hasToken(request.headers.authorization, METRICS_TOKEN)) {
      return end(response.setHeader('www-authenticate', 'Bearer'), 401);
    }
    end(response.setHeader('content-type', metrics.contentType), 200, await metrics.metrics());
  };
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch(() => end(response, 500));
  });
  const wish = { host: HOST, port: METRICS_PORT, variable: 'METRICS_PORT' };
  await explained(wish, () => once(server.listen(METRICS_PORT, HOST), 'listening'));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status).end(text);
}
