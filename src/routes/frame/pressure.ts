/** Under a load that it cannot carry, a process turns requests away at once instead of answering all of them late. */
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../../core/errors.ts';
import { type Limits, retryAfterSec } from './limits.ts';

export async function addPressureValve(http: FastifyInstance, limits: Limits): Promise<void> {
  await http.register(underPressure, {
    maxEventLoopDelay: limits.delayMs,
    sampleInterval: limits.delaySampleMs,
    pressureHandler({ routeOptions }) {
      if (routeOptions.config.vital) return;
      throw new Unavailable('Too much to do at the moment; try again in a few seconds.', { retryAfterSec });
    },
  });
}
