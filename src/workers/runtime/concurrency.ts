import type { Priority, Queue } from '../../core/queues/index.ts';

export interface Load {
  /** How many jobs the process works on at once now. */
  readonly current: number;
  /** How many jobs could start at once. */
  readonly waiting: number;
  /** How busy the process is: the part of the time, from 0 to 1, in which its event loop had no pause. */
  readonly busy: number;
}

/** From here on a queue of that priority gives way. */
const tooBusy: Readonly<Record<Priority, number>> = { low: 0.7, medium: 0.85, high: 0.97 };

/** How many jobs to work on at once: doubles while more is waiting, falls back by one when nothing is. */
export function nextConcurrency(
  { concurrency: { floor, ceiling }, priority }: Pick<Queue, 'concurrency' | 'priority'>,
  { current, waiting, busy }: Load,
): number {
  const wanted = busy > tooBusy[priority] ? Math.floor(current / 2) : step(current, waiting);
  return Math.min(Math.max(wanted, floor), ceiling);
}

function step(current: number, waiting: number): number {
  if (waiting === 0) return current - 1;
  return waiting > current ? current * 2 : current;
}
