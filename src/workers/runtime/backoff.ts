import type { Backoff } from '../../core/queues/index.ts';

/**
 * How long to wait after that many failed attempts: a random time in the upper half of what doubling gives, so that
 * jobs which failed together do not come back together. `random`: from 0 to below 1.
 */
export function backoffMs({ firstMs, capMs }: Backoff, failedAttempts: number, random: number): number {
  const longest = Math.min(firstMs * 2 ** (failedAttempts - 1), capMs);
  return Math.ceil(longest / 2 + (random * longest) / 2);
}
