/**
 * Long work that one process does at a time. The lease is renewed as the work goes on; whoever has lost it hears so at
 * the next step, and stops there.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '../../models/lease.ts';

/** Between two steps: lets others at the database. False: stop here, somebody else goes on. */
export type Breathe = () => Promise<boolean>;

export interface Pace {
  readonly leaseMs: number;
  readonly pauseMs: number;
  /** Fires when the process ends. */
  readonly signal: AbortSignal;
}

export const usualPace = { leaseMs: 60_000, pauseMs: 20 };

/** Undefined where somebody else is at it. */
export async function underLease<T>(
  leases: Pick<Leases, 'take' | 'renew' | 'release'>,
  name: string,
  { leaseMs, pauseMs, signal }: Pace,
  work: (breathe: Breathe) => Promise<T>,
): Promise<T | undefined> {
  const holder = randomUUID();
  if (!(await leases.take(name, holder, leaseMs))) return undefined;
  let renewedAt = performance.now();
  const breathe: Breathe = async () => {
    if (signal.aborted) return false;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    if (performance.now() - renewedAt < leaseMs / 3) return !signal.aborted;
    renewedAt = performance.now();
    return (await leases.renew(name, holder, leaseMs)) && !signal.aborted;
  };
  try {
    return await work(breathe);
  } finally {
    await leases.release(name, holder);
  }
}
