/** Whether a request is from Twilio, and about the account that it has to be about. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Arrived, Signing, Verdict } from '../../telephony.ts';
import { isForm, isJson, ofJson } from './fields.ts';
import { signedAddresses } from './signed-addresses.ts';

/** Far beyond what Twilio sends: whoever has no signature shall not have much work done either. */
const largestForm = 256 * 1024;
const mostFields = 1_000;

export function verify(arrived: Arrived, { accountId, secrets }: Signing): Verdict {
  const given = arrived.headers['x-twilio-signature'];
  if (typeof given !== 'string' || given === '') return { good: false, why: 'no signature' };
  const address = arrived.urls.find((url) => isSigned(arrived, url, given, secrets));
  if (address === undefined) return { good: false, why: 'wrong signature' };
  if (accountId !== undefined && !isAbout(arrived, address, accountId)) {
    return { good: false, why: 'another account' };
  }
  return { good: true, bytes: arrived.body };
}

function isSigned(arrived: Arrived, url: string, given: string, secrets: readonly string[]): boolean {
  const signature = Buffer.from(given);
  const afterAddress = [...signedBehind(arrived, url)];
  if (afterAddress.length === 0) return false;
  for (const address of new Set(signedAddresses(url))) {
    for (const text of afterAddress) {
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
 * What is signed after the address. A body is signed as the form that it is, or by its hash in the address; nothing
 * else keeps anybody from putting another body under a good signature.
 */
function* signedBehind({ body, contentType }: Arrived, url: string): Generator<string> {
  if (body.length === 0) {
    yield '';
    return;
  }
  const hash = queryOf(url).get('bodySHA256');
  if (hash !== null && isHashOf(body, hash)) yield '';
  if (isForm(contentType) && isReasonable(body)) yield formAsSigned(new URLSearchParams(body.toString()));
}

function isHashOf(body: Buffer, given: string): boolean {
  const expected = Buffer.from(createHash('sha256').update(body).digest('hex'));
  const hash = Buffer.from(given.toLowerCase());
  return expected.length === hash.length && timingSafeEqual(expected, hash);
}

function isReasonable(body: Buffer): boolean {
  if (body.length > largestForm) return false;
  let fields = 1;
  for (const byte of body) if (byte === 0x26) fields += 1;
  return fields <= mostFields;
}

/** Names in the order of their code units, each with its different values in that order, and nothing between them. */
function formAsSigned(form: URLSearchParams): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of form) {
    const known = values.get(name);
    if (known === undefined) values.set(name, new Set([value]));
    else known.add(value);
  }
  return [...values]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, all]) =>
      [...all]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

/** Every account that is named has to be this one, and one has to be. */
function isAbout({ body, contentType }: Arrived, url: string, accountId: string): boolean {
  const named = queryOf(url).getAll('AccountSid');
  if (isForm(contentType)) named.push(...new URLSearchParams(body.toString()).getAll('AccountSid'));
  else if (isJson(contentType)) named.push(...accountsIn(ofJson(body)));
  return named.length > 0 && named.every((name) => name === accountId);
}

function accountsIn(fields: ReadonlyMap<string, string> | undefined): string[] {
  const account = fields?.get('AccountSid');
  return account === undefined ? [] : [account];
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1] ?? '');
}
