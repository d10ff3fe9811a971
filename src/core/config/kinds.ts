/** Kinds of values that a variable may hold. Each says in a few words what it expects. */
import { isIP } from 'node:net';
import { z } from 'zod';

export function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected);
}

export const port = () => wholeNumber(0, 65_535);

/** An address in one of the given schemes, without the slash at its end. */
export function url(...schemes: string[]) {
  const expected = `an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z
    .string()
    .refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)), expected)
    .transform((value) => value.replace(/\/$/, ''));
}

/** Values by commas; spaces around them do not count. */
export function list() {
  return z.string().transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

/** Origins as browsers send them: nothing after the port. */
export function origins() {
  const expected = 'origins such as https://app.example.com, by commas and without a path';
  return list().refine((values) => values.every((value) => URL.parse(value)?.origin === value), expected);
}

/** Addresses and networks of IP. */
export function networks() {
  return list().refine(
    (values) => values.every(isNetwork),
    'IP addresses or networks such as 10.0.0.0/8, by commas',
  );
}

function isNetwork(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return (
    most > 0 && more.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= most))
  );
}

export interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

const keyPattern = /^([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/_-]{43}=?)$/;

/** Keys of 32 bytes with an id each, the current one first. */
export function keyRing() {
  return list().transform((entries, context): [Key, ...Key[]] => {
    const keys = entries.map((entry): Key | undefined => {
      const [, id = '', base64 = ''] = keyPattern.exec(entry) ?? [];
      return id === '' ? undefined : { id, bytes: Buffer.from(base64, 'base64') };
    });
    const [first, ...others] = keys.filter((key) => key !== undefined);
    if (first === undefined || others.length + 1 < entries.length) {
      return refuse(context, 'id:base64 of 32 bytes, one or several by commas');
    }
    if (new Set(keys.map((key) => key?.id)).size < keys.length) return refuse(context, 'ids that differ');
    return [first, ...others];
  });
}

function refuse(context: z.RefinementCtx, expected: string): never {
  context.addIssue({ code: 'custom', message: expected });
  return z.NEVER;
}
