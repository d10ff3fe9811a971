/** Which quotas a call uses, whoever calls, and for how long it may hold room in them. */

/** The first of them has room again soonest. A call that could not last a minute is not begun. */
export const uses = [
  { quota: 'concurrentCalls', amount: 1, words: 'calls at the same time' },
  { quota: 'minutesPerMonth', amount: 60, words: 'minutes of calls this month' },
  { quota: 'callsPerDay', amount: 1, words: 'calls today' },
] as const;
export type Used = (typeof uses)[number];

/** Twilio's own limit, where nobody has set one. */
const usualMinutes = 240;
const ringMs = 5 * 60_000;

export const longestMs = (minutes = usualMinutes) => minutes * 60_000 + ringMs;

/** By which callers, and a call's own facts, say that a hard limit was in its way. */
export const refusalCode = ({ quota }: Pick<Used, 'quota'>) =>
  `QUOTA_${quota.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

const words = new Map(uses.map((use) => [refusalCode(use), use.words]));

/** Undefined where that is no such code. */
export function wordsOfRefusal(code: string | undefined): string | undefined {
  return code === undefined ? undefined : words.get(code);
}
