/**
 * What is noted of every request when it has ended, however it ended: one wide line in the log, and the metrics.
 * Query strings, bodies and headers are not in it: they hold what must not stand in a log.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TrunklineError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { HttpMetrics } from './http-metrics.ts';
import type { UnderWay } from './under-way.ts';
import './who.ts';

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

/** The result is to be called at the beginning of a request. */
export function createObserver(
  http: FastifyInstance,
  log: Logger,
  underWay: UnderWay,
  metrics: HttpMetrics,
): Observe {
  http.decorateRequest('failure', null);
  http.decorateRequest('who', null);
  // A wide line has nothing in it that would have to be taken out, and looking for it costs more than writing it.
  const lines = log.child({}, { redact: [] });
  return (request, reply) => {
    const started = performance.now();
    const { socket } = request.raw;
    const sentBefore = socket.bytesWritten;
    underWay.add(request, reply);
    // Of the response, not of the request: it comes last, and also where the client has gone away.
    reply.raw.once('close', () => {
      underWay.remove(request);
      const durationMs = performance.now() - started;
      const { method, id: requestId, who, failure } = request;
      const { url: route, config } = request.routeOptions;
      const aborted = !reply.raw.writableFinished;
      // What web servers call a request whose answer nobody waited for; no client ever sees it.
      const status = reply.raw.headersSent ? reply.raw.statusCode : 499;
      metrics.answered(method, route, status, durationMs / 1000);
      if (failure !== null) metrics.failed(failure.code);
      const level = levelOf(failure, config.vital === true && !aborted);
      if (!lines.isLevelEnabled(level)) return;
      const line = {
        method,
        route: route ?? null,
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        // An answer that goes out in pieces does not know its length; then it is what its connection has sent.
        bytes: Number(reply.getHeader('content-length') ?? socket.bytesWritten - sentBefore),
        ...(aborted && { aborted }),
        ...(failure !== null && { code: failure.code }),
      };
      const message = aborted ? 'the connection ended before the answer' : 'answered';
      const { cause } = failure ?? {};
      // What a cause says nobody knows beforehand.
      if (cause !== undefined && level !== 'info') request.log[level]({ ...line, error: cause }, message);
      else lines.child({ requestId, ...who })[level](line, message);
    });
  };
}

function levelOf(failure: TrunklineError | null, vital: boolean): 'error' | 'warn' | 'info' | 'debug' {
  if (failure === null) return vital ? 'debug' : 'info';
  if (!failure.operational) return 'error';
  return failure.status >= 500 ? 'warn' : 'info';
}
