/** Bland writes moments in several ways, and takes days as well as moments. */
import type { Settings } from './settings.ts';

export type DateStyle = 'offset' | 'z';

/** `own`: how this field is written in their samples. */
export function written(at: number, own: DateStyle, { dates }: Pick<Settings, 'dates'>): string {
  const iso = new Date(at).toISOString();
  return (dates === 'mixed' ? own : dates) === 'z' ? iso : iso.replace('Z', '+00:00');
}

/** The first and the last millisecond that a day or a moment stands for. */
export function boundsOf(value: string, timeZone = 'UTC'): { first: number; last: number } | undefined {
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return { first: at, last: at };
  const next = new Date(at + 86_400_000).toISOString().slice(0, 10);
  return { first: midnight(value, timeZone), last: midnight(next, timeZone) - 1 };
}

/**
 * When a day begins there. Where the clocks change at midnight, the offset before the change and the one after it give
 * two answers, and the first that lies in that day is right.
 */
function midnight(day: string, timeZone: string): number {
  const utc = Date.parse(day);
  const [first = utc, second = utc] = [-86_400_000, 86_400_000]
    .map((ms) => utc - offsetMs(utc + ms, timeZone))
    .sort((one, other) => one - other);
  const dayAt = new Date(first + offsetMs(first, timeZone)).toISOString().slice(0, 10);
  return dayAt === day ? first : second;
}

export function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
