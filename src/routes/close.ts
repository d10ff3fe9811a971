/**
 * Ends the HTTP edge so that no request that was accepted is lost: balancers are told first, then nobody new is let
 * in, then what is under way is finished. What has not finished when the time is up is named and cut off.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health } from '../services/health/index.ts';
import type { Http } from './http.ts';

export interface CloseOptions {
  /** How long /ready is red before nobody is let in any more. */
  readonly pauseMs: number;
  /** For all of it. */
  readonly patienceMs: number;
}

/** Of the patience: the rest is for cutting off and for saying so. */
const shareForFinishing = 0.9;
/** Of the patience, where the pause would take more. */
const mostForPausing = 0.3;

export async function closeHttp(
  { fastify, underWay, shedConnections }: Http,
  health: Pick<Health, 'stopBeingReady'>,
  { pauseMs, patienceMs }: CloseOptions,
): Promise<void> {
  const deadline = performance.now() + patienceMs * shareForFinishing;
  health.stopBeingReady();
  shedConnections();
  await sleep(Math.min(pauseMs, patienceMs * mostForPausing));
  const over = new AbortController();
  const finished = fastify.close().then(() => 'finished' as const);
  const late = sleep(Math.max(deadline - performance.now(), 0), 'late' as const, { signal: over.signal });
  late.catch(() => undefined);
  const first = await Promise.race([finished, late]);
  over.abort();
  if (first === 'finished') return;
  const names = underWay.names();
  fastify.server.closeAllConnections();
  if (names.length > 0) throw new Error(`cut off what was still under way: ${names.join('; ')}`);
}
