/**
 * What a page's main thread does from the end of one frame to the end of the next: the sum of all its tasks in between,
 * by the browser's own trace, so that reading the socket, React, style, layout, paint and collecting garbage are all in
 * it, and the page has nothing in it that measures. A frame ends with its commit to the compositor; where nothing
 * changes there is none, and what happens meanwhile counts to the next one.
 *
 * Two clocks: the thread's own, of the processor, which is the work and does not grow where others use the machine; and
 * the clock on the wall, which is what somebody waits for, the waiting for a processor included.
 */
import type { Opened } from './browser.ts';

interface Work {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** By the clock on the wall. */
  readonly wallP95: number;
  /** Of all the time, in percent. */
  readonly share: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { readonly processId: number }[] };
  };
}

interface Frame {
  readonly ms: number;
  readonly wallMs: number;
}

const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

export async function workDuring<T>(
  { browser, page }: Pick<Opened, 'browser' | 'page'>,
  doing: () => Promise<T>,
): Promise<{ readonly work: Work; readonly result: T }> {
  await browser.startTracing(page, { categories });
  const begun = performance.now();
  const result = await doing();
  const lastedMs = performance.now() - begun;
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const frames = framesOf(traceEvents);
  if (frames.length === 0) throw new Error('the trace has no frame of the page');
  const ms = frames.map((frame) => frame.ms).toSorted((a, b) => a - b);
  const wallMs = frames.map((frame) => frame.wallMs).toSorted((a, b) => a - b);
  const work = {
    p50: percentile(ms, 0.5),
    p95: percentile(ms, 0.95),
    max: ms.at(-1) ?? Number.NaN,
    wallP95: percentile(wallMs, 0.95),
    share: (100 * ms.reduce((sum, each) => sum + each, 0)) / lastedMs,
  };
  return { work, result };
}

function framesOf(events: readonly TraceEvent[]): Frame[] {
  const main = mainThread(events);
  const tasks = main.filter(({ name, ph }) => name === 'RunTask' && ph === 'X').sort((a, b) => a.ts - b.ts);
  const commits = main.filter(({ name }) => name === 'Commit').sort((a, b) => a.ts - b.ts);
  const frames: Frame[] = [];
  let [ms, wallMs, next] = [0, 0, 0];
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    ms += tdur / 1_000;
    wallMs += dur / 1_000;
    const before = next;
    while ((commits[next]?.ts ?? Number.POSITIVE_INFINITY) < ts + dur) next += 1;
    if (next === before) continue;
    frames.push({ ms, wallMs });
    [ms, wallMs] = [0, 0];
  }
  return frames;
}

/** The browser keeps spare processes, whose main threads have the same name. */
function mainThread(events: readonly TraceEvent[]): TraceEvent[] {
  const start = events.find(({ name }) => name === 'TracingStartedInBrowser');
  const process = start?.args.data?.frames?.[0]?.processId;
  const thread = events.find(
    ({ name, pid, args }) => name === 'thread_name' && pid === process && args.name === 'CrRendererMain',
  );
  if (thread === undefined) throw new Error('the trace has no main thread of the page');
  return events.filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid);
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
