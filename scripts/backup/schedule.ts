/** Work that is done again and again, counted from start to start. */
import { setTimeout as sleep } from 'node:timers/promises';

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `15m` in milliseconds. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,4})([smh])$/.exec(text) ?? [];
  const ms = Number(number) * (units[unit] ?? 0);
  if (ms === 0)
    throw new Error(`"${text}" is no time between two backups; expected for example 15m, 90s or 2h.`);
  return ms;
}

/** At once, and then until the signal. Work that takes longer than the interval is followed by the next at once. */
export async function repeat(everyMs: number, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    await work();
    const restMs = Math.max(everyMs - (performance.now() - startedAt), 0);
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}
