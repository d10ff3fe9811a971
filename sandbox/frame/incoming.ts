/**
 * What every vendor's API has in common: bodies stay the bytes that came (a vendor reads them as it would, and
 * complains about them in its own words), each exchange goes into the journal, and faults strike.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type FaultRule, usualDelayMs } from './faults.ts';
import type { Sandbox } from './index.ts';
import type { Exchange } from './journal.ts';

type Parts = Pick<Sandbox, 'journal' | 'faults' | 'state' | 'pause' | 'log'>;

interface Visit {
  readonly started: number;
  fault?: FaultRule | undefined;
  answer?: string | Buffer | undefined;
  recorded?: boolean;
}

type Outcome = Pick<Exchange, 'failure' | 'status' | 'responseHeaders' | 'responseBody'>;

const visits = new WeakMap<FastifyRequest, Visit>();

export function watchVendor(
  api: FastifyInstance,
  { journal, faults, state, pause, log }: Parts,
  vendor: string,
): void {
  const seen = new Map<string, number>();
  const prefix = `/${vendor}`;
  const routeOf = (request: FastifyRequest) => {
    const pattern = request.routeOptions.url;
    const path = pattern ?? request.url.replace(/\?.*$/, '');
    return `${request.method} ${path.startsWith(prefix) ? path.slice(prefix.length) || '/' : path}`;
  };
  const record = (request: FastifyRequest, outcome: Outcome) => {
    const visit = visits.get(request);
    if (visit === undefined || visit.recorded) return;
    visit.recorded = true;
    state.touch();
    journal.add({
      direction: 'in',
      vendor,
      route: routeOf(request),
      method: request.method,
      url: request.url,
      requestHeaders: request.headers,
      requestBody: bytesOf(request),
      ...outcome,
      fault: visit.fault?.kind,
      faultRule: visit.fault?.id,
      durationMs: Math.round((performance.now() - visit.started) * 10) / 10,
    });
  };

  api.removeAllContentTypeParsers();
  api.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  api.addHook('onRequest', (request, _reply, done) => {
    visits.set(request, { started: performance.now() });
    done();
  });

  api.addHook('preHandler', async (request, reply) => {
    const visit = visits.get(request);
    if (visit === undefined || faults.list().length === 0) return;
    visit.fault = faults.strike({ vendor, direction: 'in', route: routeOf(request), key: keyOf(request) });
    switch (visit.fault?.kind) {
      case 'status':
        return reply.code(visit.fault.status ?? 503).send('put in by the sandbox');
      case 'rate-limit':
        reply.header('retry-after', visit.fault.retryAfterSec ?? 1);
        return reply.code(429).send('put in by the sandbox');
      case 'delay':
        await pause(visit.fault.delayMs ?? usualDelayMs);
        return;
      case 'cut':
        record(request, { failure: 'cut before anything was done' });
        request.raw.socket.destroy();
        return reply.hijack();
      case 'hang':
        // Held until the caller leaves or the sandbox closes.
        record(request, { failure: 'held without an answer' });
        return reply.hijack();
    }
  });

  api.addHook('onSend', async (request, reply, payload) => {
    const visit = visits.get(request);
    if (visit?.fault?.kind === 'answer-lost') {
      record(request, { failure: `done (${reply.statusCode}), answer lost` });
      request.raw.socket.destroy();
    } else if (visit !== undefined && (typeof payload === 'string' || Buffer.isBuffer(payload))) {
      visit.answer = payload;
    }
    return payload;
  });

  api.addHook('onResponse', async (request, reply) =>
    record(request, {
      status: reply.statusCode,
      responseHeaders: asHeaders(reply),
      responseBody: visits.get(request)?.answer,
    }),
  );
  api.addHook('onError', async (request, _reply, error) => {
    // Fewer than 500 are the caller's own doing, and in the journal.
    if ((error.statusCode ?? 500) >= 500) log(`${vendor}: ${request.method} ${request.url}: ${error.stack}`);
  });
  api.addHook('onRequestAbort', async (request) => record(request, { failure: 'the caller left' }));

  /** The same request again is another one. */
  function keyOf(request: FastifyRequest): string {
    const hash = createHash('sha256').update(`${request.method} ${request.url}`);
    const same = hash.update(bytesOf(request) ?? '').digest('base64');
    // Forgotten now and then, or it would grow for ever.
    if (seen.size > 50_000) seen.clear();
    const occurrence = (seen.get(same) ?? 0) + 1;
    seen.set(same, occurrence);
    return `${same} ${occurrence}`;
  }
}

function bytesOf({ body }: FastifyRequest): Buffer | undefined {
  return Buffer.isBuffer(body) ? body : undefined;
}

function asHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
