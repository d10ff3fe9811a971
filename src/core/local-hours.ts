/** The hour of a moment as the clocks of a time zone show it, cut here and not by the database. */

export interface LocalHour {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  /** When that hour began: an hour that the clocks go through twice is two of them. */
  readonly startsAt: Date;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

export function localHourOf(at: Date, timeZone: string): LocalHour {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const since = (part('minute') * 60 + part('second')) * 1_000 + at.getUTCMilliseconds();
  return {
    weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    hour: part('hour'),
    startsAt: new Date(at.getTime() - since),
  };
}
