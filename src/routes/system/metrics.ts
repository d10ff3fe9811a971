/** GET /metrics: in Prometheus' words, beside the API where METRICS_TOKEN is set and METRICS_PORT is not. */
import { z } from 'zod';
import { hasToken } from '../../core/bearer.ts';
import type { Config } from '../../core/config/index.ts';
import { AuthenticationError, NotFoundError } from '../../core/errors.ts';
import type { Guard } from '../frame/access.ts';
import { defineRoute } from '../frame/route.ts';

export const metricsRoute = defineRoute({
  method: 'GET',
  url: '/metrics',
  access: { kind: 'metricsToken' },
  summary: 'Metrics',
  description: 'What this process measures about itself, as Prometheus reads it. 404 where it is not set up.',
  tags: ['System'],
  vital: true,
  schema: {
    response: {
      200: {
        description: 'The metrics in the text format of Prometheus.',
        content: { 'text/plain': { schema: z.string() } },
      },
    },
  },
  async handler({ metrics }, _request, reply) {
    return reply.type(metrics.contentType).send(await metrics.metrics());
  },
});

export function metricsGuard({
  METRICS_PORT,
  METRICS_TOKEN,
}: Pick<Config, 'METRICS_PORT' | 'METRICS_TOKEN'>): Guard {
  return {
    onRequest({ headers }, _reply, next) {
      if (METRICS_TOKEN === undefined || METRICS_PORT !== undefined) {
        throw new NotFoundError('There is nothing at this address.');
      }
      if (!hasToken(headers.authorization, METRICS_TOKEN)) {
        throw new AuthenticationError('/metrics asks for METRICS_TOKEN as a bearer token.');
      }
      next();
    },
  };
}
