/** Numbers by locale, times in the tenant's zone. */
import { locale } from '../texts.ts';

const numbers = new Intl.NumberFormat(locale);
export const number = (value: number): string => numbers.format(value);

/** `4:12`, `1:04:12`. */
export function clock(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(all / 3_600), Math.floor(all / 60) % 60, all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

/** `4 min 31 s`. */
export function length(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function time(iso: string, timeZone: string | undefined): string {
  return of({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }, timeZone).format(
    new Date(iso),
  );
}

export function percent(part: number, whole: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(part / whole);
}

/** Today it is the time alone that matters, this year no year. */
export function moment(iso: string, timeZone: string | undefined): string {
  const whole = of({ day: 'numeric', month: 'short', year: 'numeric' }, timeZone);
  if (whole.format(new Date(iso)) === whole.format(new Date())) return time(iso, timeZone);
  const year = of({ year: 'numeric' }, timeZone);
  const isThisYear = year.format(new Date(iso)) === year.format(new Date());
  const date = isThisYear ? dateOf(iso, timeZone) : whole.format(new Date(iso));
  return `${date}, ${time(iso, timeZone).slice(0, 5)}`;
}

/** `Nov 22`. */
export function dateOf(iso: string, timeZone: string | undefined): string {
  return of({ day: 'numeric', month: 'short' }, timeZone).format(new Date(iso));
}

/** `14:00`. */
export function hourOf(iso: string, timeZone: string | undefined): string {
  return time(iso, timeZone).slice(0, 5);
}

export function exact(iso: string, timeZone: string | undefined): string {
  return of({ dateStyle: 'full', timeStyle: 'long' }, timeZone).format(new Date(iso));
}

export function money({ amount, currency }: { amount: string; currency: string }): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 4 }).format(
    amount as Intl.StringNumericLiteral,
  );
}

const made = new Map<string, Intl.DateTimeFormat>();

/** A formatter costs far more than a use of it. */
function of(options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = JSON.stringify([options, timeZone]);
  const format =
    made.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) });
  made.set(key, format);
  return format;
}
