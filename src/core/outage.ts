/** What fails many times for one reason is told once when it begins, and once when it is over. */
import type { Logger } from './logger/index.ts';

export interface Outage {
  failed(error: unknown): void;
  over(): void;
}

export function createOutage(
  log: Pick<Logger, 'warn' | 'info' | 'debug'>,
  words: { begins: string; ends: string },
): Outage {
  let since: number | undefined;
  return {
    failed(error) {
      log[since === undefined ? 'warn' : 'debug']({ error }, words.begins);
      since ??= performance.now();
    },
    over() {
      if (since === undefined) return;
      log.info({ lastedMs: Math.round(performance.now() - since) }, words.ends);
      since = undefined;
    },
  };
}
