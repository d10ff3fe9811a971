import { RateLimited } from '../../core/errors.ts';
import type { Decision } from '../../services/limits/index.ts';

/** What whoever asked too often is told: how much there may be, and when there is room again. */
export function tooMany({ limits }: Decision): RateLimited {
  const full = limits.filter(({ full }) => full);
  const words = full.map(
    ({ policy: { quota, windowSec, words } }) => `${quota} ${words} within ${windowSec} s`,
  );
  return new RateLimited(
    `Too many: at most ${words.join(', and ')}. Retry-After says when there is room again.`,
    Math.max(1, ...full.map(({ moreInMs }) => secondsOf(moreInMs))),
  );
}

/** Whoever waits that long has waited long enough. */
export const secondsOf = (ms: number): number => Math.ceil(ms / 1000);
