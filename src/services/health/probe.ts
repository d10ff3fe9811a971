/**
 * One thing that is asked in the background, again and again, how it is. Whoever wants to know reads the last
 * answer: a request never waits for it. At most one question is under way, so that what hangs does not pile up.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../core/logger/index.ts';

export interface Probe<Word extends string> {
  readonly words: { readonly good: Word; readonly bad: Word };
  /** Whether nothing works without it. */
  readonly critical: boolean;
  /** Resolves where all is well. `signal`: nobody waits for it any longer. */
  check(signal: AbortSignal): Promise<unknown>;
}

export interface Pace {
  /** From the end of a question to the next one. */
  readonly everyMs: number;
  /** What has not answered by then has failed. */
  readonly timeoutMs: number;
}

export interface Finding<Word extends string> {
  readonly well: boolean;
  readonly state: Word;
  readonly critical: boolean;
  readonly latencyMs: number | null;
  readonly ageMs: number | null;
  readonly since: string;
  /** In words for the public: what a driver says may name hosts and users, and stays in the log. */
  readonly error?: string;
}

export interface Watch<Word extends string> {
  finding(): Finding<Word>;
  close(): Promise<void>;
}

export function watch<Word extends string>(
  name: string,
  { words, critical, check }: Probe<Word>,
  { everyMs, timeoutMs }: Pace,
  log: Logger,
): Watch<Word> {
  const over = new AbortController();
  const tooLate = `did not answer within ${timeoutMs / 1000} s`;
  let unsettled: Promise<unknown> | undefined;
  let askedAt: number | undefined;
  let latencyMs: number | null = null;
  let error: string | undefined = 'was not asked yet';
  let since = new Date();

  function note(problem: string | undefined, cause?: unknown): void {
    const news = askedAt === undefined || (problem === undefined) !== (error === undefined);
    askedAt = performance.now();
    error = problem;
    if (!news) return;
    since = new Date();
    if (problem === undefined) log.info({ probe: name }, `${name} is ${words.good}`);
    else log.warn({ probe: name, error: cause }, `${name} is ${words.bad}: it ${problem}`);
  }

  async function ask(): Promise<void> {
    if (unsettled !== undefined) {
      latencyMs = null;
      return note(tooLate);
    }
    const started = performance.now();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(timeoutMs)]);
    const late = Promise.withResolvers<'late'>();
    signal.addEventListener('abort', () => late.resolve('late'));
    const asked = Promise.try(check, signal);
    unsettled = asked;
    const settle = () => {
      unsettled = undefined;
    };
    asked.then(settle, settle);
    try {
      const isLate = (await Promise.race([asked, late.promise])) === 'late';
      if (over.signal.aborted) return;
      latencyMs = isLate ? null : performance.now() - started;
      note(isLate ? tooLate : undefined);
    } catch (cause) {
      if (over.signal.aborted) return;
      latencyMs = null;
      note(signal.aborted ? tooLate : 'cannot be reached', cause);
    }
  }

  async function goOn(): Promise<void> {
    while (!over.signal.aborted) {
      await ask();
      await sleep(everyMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
    }
  }
  const going = goOn();

  return {
    finding() {
      const ageMs = askedAt === undefined ? null : performance.now() - askedAt;
      // Twice what it may take: a process that was stopped meanwhile knows nothing of what went on.
      const outdated = ageMs !== null && ageMs > 2 * (everyMs + timeoutMs);
      const problem = error ?? (outdated ? 'was not asked for too long' : undefined);
      return {
        well: problem === undefined,
        state: problem === undefined ? words.good : words.bad,
        critical,
        latencyMs: latencyMs === null ? null : rounded(latencyMs),
        ageMs: ageMs === null ? null : rounded(ageMs),
        since: since.toISOString(),
        ...(problem !== undefined && { error: problem }),
      };
    },
    async close() {
      over.abort();
      await going;
    },
  };
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
