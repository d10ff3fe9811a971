/** The hour of a moment as the clocks of a time zone show it, cut here and not by the database. */

export interface LocalHour {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  /** When that hour began: an hour that the clocks go through twice is two of them. */
  readonly startsAt: Date;
}

const hourMs = 3_600_000;
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
  const shown = shownAt(at.getTime(), timeZone);
  return { weekday: shown.weekday, hour: shown.hour, startsAt: new Date(beginning(at.getTime(), timeZone)) };
}

interface Shown {
  readonly weekday: number;
  readonly hour: number;
  /** Since midnight, as the clock shows it. */
  readonly ms: number;
}

function shownAt(moment: number, timeZone: string): Shown {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const seconds = (part('hour') * 60 + part('minute')) * 60 + part('second');
  return {
    weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    hour: part('hour'),
    ms: seconds * 1_000 + (((moment % 1_000) + 1_000) % 1_000),
  };
}

/** Some clocks change in the middle of an hour: what they show from then on is an hour that began then. */
function beginning(at: number, timeZone: string): number {
  const { ms } = shownAt(at, timeZone);
  const ranOn = (moment: number) => shownAt(moment, timeZone).ms === ms - (at - moment);
  const full = at - (ms % hourMs);
  if (ranOn(full)) return full;
  let [before, after] = [full, at];
  while (after - before > 1) {
    const between = Math.floor((before + after) / 2);
    if (ranOn(between)) after = between;
    else before = between;
  }
  return after;
}
