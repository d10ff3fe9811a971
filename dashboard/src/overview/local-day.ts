/** When a day began by the clocks of a time zone, and what they show at a moment. */

const dayMs = 24 * 3_600_000;
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export interface LocalHour {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
}

export function hourIn(at: Date, timeZone: string): LocalHour {
  const { weekday, sinceMidnightMs } = clockIn(at, timeZone);
  return { weekday, hour: Math.floor(sinceMidnightMs / 3_600_000) };
}

export function startOfDay(at: Date, timeZone: string): Date {
  const start = new Date(at.getTime() - clockIn(at, timeZone).sinceMidnightMs);
  // Where the clocks were changed since, that is a while before or after it.
  const { sinceMidnightMs } = clockIn(start, timeZone);
  const offMs = sinceMidnightMs > dayMs / 2 ? sinceMidnightMs - dayMs : sinceMidnightMs;
  return new Date(start.getTime() - offMs);
}

/** The first moment of the day that is so many days before this one. */
export function daysBefore(at: Date, count: number, timeZone: string): Date {
  // From noon to noon no change of the clocks leads into another day.
  const noon = startOfDay(at, timeZone).getTime() + dayMs / 2;
  return startOfDay(new Date(noon - count * dayMs), timeZone);
}

export function dayAfter(start: Date, timeZone: string): Date {
  return startOfDay(new Date(start.getTime() + 1.5 * dayMs), timeZone);
}

export const hourAfter = (start: Date): Date => new Date(start.getTime() + 3_600_000);

const formats = new Map<string, Intl.DateTimeFormat>();

function clockIn(at: Date, timeZone: string) {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const seconds = Number(parts.hour) * 3_600 + Number(parts.minute) * 60 + Number(parts.second);
  return {
    weekday: days.indexOf(parts.weekday ?? '') + 1,
    sinceMidnightMs: seconds * 1_000 + at.getUTCMilliseconds(),
  };
}
