/**
 * Days and months as a time zone cuts them. Here and not in the database, whose servers differ in it. The hours of a
 * day are between 23 and 25, mostly: where the clocks change at midnight, a day begins with the first moment of its
 * date, whatever its clock says then.
 */

export type PeriodKind = 'day' | 'month';

export interface Period {
  /** `2026-03-01` or `2026-03`: sorts by time, and means the same to everybody. */
  readonly key: string;
  readonly startsAt: Date;
  /** The first moment that is not in it. */
  readonly endsAt: Date;
}

const hourMs = 3_600_000;
/** The earliest and the latest that a date can begin anywhere, from its beginning in UTC, and an hour on top. */
const earliestMs = -15 * hourMs;
const latestMs = 13 * hourMs;
const secondMs = 1_000;

export function periodAt(kind: PeriodKind, at: Date, timeZone: string): Period {
  // In the hour that a clock goes through twice the date may be one that has begun already.
  const written = dateIn(timeZone, at.getTime());
  const days = [written, nextDay(written)].filter((day) => startOf(day, timeZone) <= at.getTime());
  const key = keyOf(kind, days.at(-1) ?? written);
  const startsAt = new Date(startOf(firstDay(key), timeZone));
  return { key, startsAt, endsAt: new Date(startOf(firstDay(next(kind, key)), timeZone)) };
}

/** The first second of a date. Dates never go back by more than an hour, so what lies between can be halved. */
function startOf(day: string, timeZone: string): number {
  const remembered = starts.get(`${timeZone} ${day}`);
  if (remembered !== undefined) return remembered;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let before = midnight + earliestMs;
  let after = midnight + latestMs;
  while (after - before > secondMs) {
    const between = before + Math.floor((after - before) / 2 / secondMs) * secondMs;
    if (dateIn(timeZone, between) < day) before = between;
    else after = between;
  }
  if (starts.size >= mostStarts) starts.clear();
  starts.set(`${timeZone} ${day}`, after);
  return after;
}

/** Each takes some fifteen looks at a calendar, and the same few are asked for all day. */
const starts = new Map<string, number>();
const mostStarts = 10_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    // Sweden writes dates as ISO does.
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      calendar: 'gregory',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

const dateIn = (timeZone: string, ms: number) => formatterOf(timeZone).format(ms);

const keyOf = (kind: PeriodKind, day: string) => (kind === 'day' ? day : day.slice(0, 7));
const firstDay = (key: string) => (key.length === 7 ? `${key}-01` : key);

function next(kind: PeriodKind, key: string): string {
  if (kind === 'day') return nextDay(key);
  const [year, month] = key.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * hourMs).toISOString().slice(0, 10);
}
