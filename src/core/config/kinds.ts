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
  return z
    .string()
    .refine((value) => isAddress(value, schemes), addressIn(schemes))
    .transform((value) => value.replace(/\/$/, ''));
}

/** One address, or several of one cluster by commas. */
export function urls(...schemes: string[]) {
  const expected = `${addressIn(schemes)}; several of one cluster by commas`;
  return z
    .string()
    .refine(
      (value) => split(value).length > 0 && split(value).every((each) => isAddress(each, schemes)),
      expected,
    )
    .transform((value) => split(value).join(','));
}

const addressIn = (schemes: readonly string[]) =>
  `an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;

/** Not left to URL: what MongoDB's addresses may name, several hosts or a socket, is no URL. */
function isAddress(value: string, schemes: readonly string[]): boolean {
  const behind = schemes.find((scheme) => value.startsWith(`${scheme}://`));
  return behind !== undefined && /^[^\s?#]/.test(value.slice(behind.length + 3)) && !/\s/.test(value);
}

/** The parts between commas; spaces around them do not count. */
function split(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Values by commas, each of which has to be what is expected. */
function list(expected: string, isOne: (part: string) => boolean) {
  return z
    .string()
    .transform(split)
    .refine((parts) => parts.every(isOne), expected);
}

/** Ports by commas. */
export const ports = () =>
  list(
    'ports such as 443, by commas',
    (part) => /^[1-9]\d{0,4}$/.test(part) && Number(part) <= 65_535,
  ).transform((parts) => parts.map(Number));

export const emailAddress = () => z.email('an e-mail address such as calls@example.com');

/** Origins as browsers send them: nothing after the port. */
export const origins = () =>
  list(
    'origins such as https://app.example.com, by commas and without a path',
    (part) => URL.parse(part)?.origin === part,
  );

/** Addresses and networks of IP. */
export const networks = () => list('IP addresses or networks such as 10.0.0.0/8, by commas', isNetwork);

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
  return z.string().transform((value, context): [Key, ...Key[]] => {
    const entries = split(value);
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
