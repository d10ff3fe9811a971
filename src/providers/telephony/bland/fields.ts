/**
 * Fields as Bland may write them. Its documents contradict themselves about types, and one field in a form that nobody
 * foresaw must not cost the others: it is as if it were not there.
 */
import { z } from 'zod';
import { tame } from './tame.ts';

function lenient<T>(read: (value: unknown) => T | undefined) {
  return z.unknown().transform(read).optional();
}

/** Null, empty, and the word null itself say nothing. */
function readText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.toWellFormed().trim();
  return text === '' || text === 'null' ? undefined : text;
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^\s*-?\d{1,20}(\.\d{1,30})?\s*$/.test(value)) return undefined;
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function readFlag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

const written = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?) ?(Z|([+-]\d\d)(?::?(\d\d))?)?$/i;
const [earliest, latest] = [Date.UTC(2015), Date.UTC(2100)];

/**
 * ISO 8601 in the ways that Bland and PostgreSQL write it. Without an offset it is UTC: never this machine's own time
 * zone, which would make another fact of the same news elsewhere.
 */
function readMoment(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const [, day, time, zone, hours, minutes = '00'] = written.exec(value.trim()) ?? [];
  if (day === undefined) return undefined;
  const offset = zone === undefined || hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const at = Date.parse(`${day}T${time}${offset}`);
  return at >= earliest && at < latest ? new Date(at) : undefined;
}

/** One that was written as text before it was put in, too. */
function readObject(value: unknown): Record<string, unknown> | undefined {
  const tamed = tame(typeof value === 'string' && value.startsWith('{') ? parsed(value) : value);
  return typeof tamed === 'object' && tamed !== null && !Array.isArray(tamed)
    ? (tamed as Record<string, unknown>)
    : undefined;
}

export const text = lenient(readText);
export const number = lenient(readNumber);
export const flag = lenient(readFlag);
export const moment = lenient(readMoment);
export const object = lenient(readObject);
/** Kept as it is, but for what nobody could keep; undefined where there is nothing in it. */
export const anything = lenient((value) => (isEmpty(value) ? undefined : tame(value)));

export function listOf<T>(item: z.ZodType<T>) {
  return lenient((value) =>
    (Array.isArray(value) ? value : []).flatMap((each) => {
      const { data } = item.safeParse(each);
      return data === undefined ? [] : [data];
    }),
  );
}

/** A word of a list that Bland may write in any case, with any separator. */
export function wordOf<T extends string>(words: Readonly<Record<string, T>>) {
  return lenient((value) => {
    const word = readText(value)
      ?.toLowerCase()
      .replaceAll(/[\s_]+/g, '-');
    return word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined;
  });
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
