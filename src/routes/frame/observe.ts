/**
 * What is noted of every request when it has ended, however it ended: one wide line in the log, and the metrics.
 * Query strings, bodies and headers are not in it: they hold what must not stand in a log.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TrunklineError } from '../../core/errors.ts';
import type { HttpMetrics } from './http-metrics.ts';
import type { UnderWay } from './under-way.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What it was answered with instead of what was asked for. */
    failure: TrunklineError | null;
  }
  interface FastifyContextConfig {
    vital?: boolean;
  }
}

export type Observe = (request: FastifyRequest, reply: FastifyReply) => void;

/** To be called at the beginning of a request. */
export function createObserver(http: FastifyInstance, underWay: UnderWay, metrics: HttpMetrics): Observe {
  http.decorateRequest('failure', null);
  return (request, reply) => {
    const started = performance.now();
    const { socket } = request.raw;
    const sentBefore = socket.bytesWritten;
    underWay.add(request, reply);
    // Of the response, not of the request: it comes last, and also where the client has gone away.
    reply.raw.once('close', () => {
      underWay.remove(request);
      const durationMs = performance.now() - started;
      const { method } = request.raw;
      const { url: route } = request.routeOptions;
      const aborted = !reply.raw.writableFinished;
      // What web servers call a request whose answer nobody waited for; no client ever sees it.
      const status = reply.raw.headersSent ? reply.raw.statusCode : 499;
      // An answer that goes out in pieces does not know its length; then it is what its connection has sent.
      const bytes = Number(reply.getHeader('content-length') ?? socket.bytesWritten - sentBefore);
      const { failure } = request;
      metrics.answered(request.method, route, status, durationMs / 1000);
      if (failure !== null) metrics.failed(failure.code);
      const line = {
        method,
        route: route ?? null,
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        bytes,
        ...(aborted && { aborted }),
        ...(failure !== null && { code: failure.code }),
      };
      // By whoever knows who asks, request.log was made to say that.
      const { log } = request;
      const message = aborted ? 'the connection ended before the answer' : 'answered';
      if (failure === null) {
        if (request.routeOptions.config.vital && !aborted) log.debug(line, message);
        else log.info(line, message);
      } else if (!failure.operational) log.error({ ...line, error: failure.cause }, message);
      else if (failure.status >= 500) log.warn({ ...line, error: failure.cause }, message);
      else log.info(line, message);
    });
  };
}
