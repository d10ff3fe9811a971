import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { build } from 'hdr-histogram-js';
import { answered } from './answered.ts';
import type { Call } from './cases.ts';

export interface Latencies {
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

/** How many late calls are started in a row before answers get a chance to be seen. */
const burst = 16;

/**
 * Starts calls at a fixed rate and counts each one's time from the moment it was due, not from the moment
 * it was started. A closed loop would wait for a stalled call and so never notice all those that a real
 * caller would have made, and waited with, meanwhile.
 */
export async function openLoop(call: Call, ratePerSec: number, durationMs: number): Promise<Latencies> {
  const micros = build({ autoResize: true, numberOfSignificantValueDigits: 3 });
  const failures: unknown[] = [];
  const calls: Promise<void>[] = [];
  const total = Math.max(1, Math.round((ratePerSec * durationMs) / 1000));
  const started = performance.now();

  for (let i = 0; i < total && failures.length === 0; i += 1) {
    const due = started + (i * 1000) / ratePerSec;
    if (performance.now() < due) await until(due);
    else if (i % burst === 0) await nextTurn();
    calls.push(
      call().then(
        () => micros.recordValue(Math.max(1, Math.round((performance.now() - due) * 1000))),
        (error: unknown) => void failures.push(error),
      ),
    );
  }
  await answered(Promise.all(calls), 0);
  if (failures.length > 0) throw failures[0];

  const at = (percentile: number) => micros.getValueAtPercentile(percentile) / 1000;
  return { p50: at(50), p99: at(99), p999: at(99.9), max: micros.maxValue / 1000 };
}

/**
 * A timer is up to a millisecond late, so the last stretch is spent in turns of the event loop instead: no more of them,
 * as they take from the subject a processor that it may need.
 */
async function until(due: number): Promise<void> {
  for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
    if (left > 1) await sleep(Math.floor(left - 1));
    else await nextTurn();
  }
}
