/** Whether a request is from Twilio, and about the account that it has to be about. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Arrived, Signing, Verdict } from '../../telephony.ts';
import { isForm, isJson, ofJson } from './fields.ts';
import { signedAddresses } from './signed-addresses.ts';

/** Far beyond what Twilio sends: whoever has no signature shall not have much work done either. */
const largestForm = 256 * 1024;
const mostFields = 1_000;

type Form = readonly (readonly [name: string, value: string])[];

export function verify(arrived: Arrived, { accountId, secrets }: Signing): Verdict {
  const given = arrived.headers['x-twilio-signature'];
  if (typeof given !== 'string' || given === '') return { good: false, why: 'no signature' };
  const form = formOf(arrived);
  const address = arrived.urls.find((url) => {
    const behind = signedBehind(arrived, form, url);
    return behind.length > 0 && isSigned(url, behind, Buffer.from(given), secrets);
  });
  if (address === undefined) return { good: false, why: 'wrong signature' };
  if (accountId !== undefined && !isAbout(arrived, form, address, accountId)) {
    return { good: false, why: 'another account' };
  }
  return { good: true, bytes: arrived.body };
}

function isSigned(
  url: string,
  behind: readonly string[],
  signature: Buffer,
  secrets: readonly string[],
): boolean {
  const tried = new Set<string>();
  for (const address of signedAddresses(url)) {
    if (tried.has(address)) continue;
    tried.add(address);
    for (const text of behind) {
      for (const secret of secrets) {
        const expected = Buffer.from(
          createHmac('sha1', secret)
            .update(address + text)
            .digest('base64'),
        );
        if (expected.length === signature.length && timingSafeEqual(expected, signature)) return true;
      }
    }
  }
  return false;
}

/**
 * What may be signed behind the address. A body is signed as the form that it is, or by its hash in the address;
 * nothing else keeps anybody from putting another body under a good signature.
 */
function signedBehind({ body }: Arrived, form: Form | undefined, url: string): string[] {
  if (body.length === 0) return [''];
  const hash = url.includes('bodySHA256=') ? queryOf(url).get('bodySHA256') : null;
  return [
    ...(form === undefined ? [] : [formAsSigned(form)]),
    ...(hash !== null && isHashOf(body, hash) ? [''] : []),
  ];
}

function isHashOf(body: Buffer, given: string): boolean {
  const expected = Buffer.from(createHash('sha256').update(body).digest('hex'));
  const hash = Buffer.from(given.toLowerCase());
  return expected.length === hash.length && timingSafeEqual(expected, hash);
}

function formOf({ body, contentType }: Arrived): Form | undefined {
  if (body.length === 0 || body.length > largestForm || !isForm(contentType)) return undefined;
  const text = body.toString();
  return text.split('&', mostFields + 1).length > mostFields ? undefined : [...new URLSearchParams(text)];
}

/** By name and then by value, in the order of their code units; nothing stands between them, and none comes twice. */
function formAsSigned(form: Form): string {
  let text = '';
  let before: Form[number] | undefined;
  for (const field of form.toSorted(
    ([name, value], [other, another]) => compare(name, other) || compare(value, another),
  )) {
    if (field[0] !== before?.[0] || field[1] !== before[1]) text += field[0] + field[1];
    before = field;
  }
  return text;
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** Every account that is named has to be this one, and one has to be. */
function isAbout(
  { body, contentType }: Arrived,
  form: Form | undefined,
  url: string,
  accountId: string,
): boolean {
  const fields = form ?? (isJson(contentType) ? [...(ofJson(body) ?? [])] : []);
  const named = [...(url.includes('AccountSid') ? queryOf(url) : []), ...fields].flatMap(([name, value]) =>
    name === 'AccountSid' ? [value] : [],
  );
  return named.length > 0 && named.every((name) => name === accountId);
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? '');
}
