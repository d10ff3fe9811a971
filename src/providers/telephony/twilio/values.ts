/**
 * Values as Twilio writes them: mostly texts. Whatever is not what its name promises counts as not said, so that one
 * bad field never takes the others along.
 */
import { z } from 'zod';
import { longestCallSec } from '../longest-call.ts';

/** A field that may be missing, empty, null or nonsense. */
export function maybe<T>(schema: z.ZodType<T | undefined>) {
  return z
    .preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional())
    .catch(undefined);
}

const text = z.string().transform((value) => value.toWellFormed());

export const word = maybe(text.pipe(z.string().max(64)));
export const phrase = maybe(text);
/** A phone number, a SIP address, or a word such as `anonymous`. */
export const party = maybe(text.pipe(z.string().max(64)));

export const sid = (prefix: 'AC' | 'CA' | 'RE' | 'MZ') =>
  maybe(z.string().regex(new RegExp(`^${prefix}[0-9A-Za-z]{1,62}$`)));

const digits = z.union([z.string(), z.number().transform(String)]).pipe(z.string().regex(/^\d{1,9}$/));
export const whole = maybe(digits.transform(Number));
/** Of a call or a recording. */
export const seconds = maybe(digits.transform(Number).pipe(z.number().max(longestCallSec)));

export const fraction = maybe(
  z
    .string()
    .regex(/^\d(\.\d{1,20})?$/)
    .transform(Number),
);

export const address = maybe(
  z
    .string()
    .max(2_048)
    .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? '')),
);

/** `Fri, 20 Nov 2026 10:01:17 +0000`, as most of it, or ISO 8601, as media streams have it. */
const dates =
  /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} 2\d{3} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UTC)$|^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;
export const moment = maybe(
  z
    .string()
    .regex(dates)
    .refine(isOnCalendar)
    .transform((value) => new Date(value))
    // What is told of a time that nobody lives in would put its call there: in no list, and in no retention.
    .pipe(z.date().max(new Date(Date.UTC(2100, 0)))),
);

/** Reading it makes 3 March of 31 February, and takes any offset. */
function isOnCalendar(value: string): boolean {
  const [, first = '', sign = '+', hours = '0', minutes = '0'] =
    /(?:^|, |-)(\d{1,2})(?: [A-Z]|T).*?(?:([+-])(\d\d):?(\d\d))?$/.exec(value) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const there = new Date(Date.parse(value) + offset * 60_000);
  return there.getUTCDate() === Number(first) && Math.abs(offset) <= 14 * 60 && Number(minutes) < 60;
}
