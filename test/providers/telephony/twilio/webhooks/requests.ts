/** Requests as Twilio might send them, signed by its own library; and what that library's validator says of them. */
import fc from 'fast-check';
import {
  getExpectedBodyHash,
  getExpectedTwilioSignature,
  validateRequest,
  validateRequestWithBody,
} from 'twilio/lib/webhooks/webhooks.js';
import type { Arrived } from '../../../../../src/providers/telephony/telephony.ts';

export const account = 'AC00000000000000000000000000000001';
export const formType = 'application/x-www-form-urlencoded; charset=UTF-8';

export type Form = [string, string][];

const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 10 }).map((text) => text.toWellFormed()),
  fc.constantFrom(
    "o'brien",
    'a b',
    'ü',
    '€',
    '😀',
    '%27',
    '+1',
    '[x]',
    '"<>"',
    'a|b',
    'x&y=z',
    '',
    '\t',
    '日本語',
    '1',
    '01',
  ),
);
export const name = fc.oneof(
  odd,
  fc.constantFrom('Digits', 'From', 'from', 'CallSid', '__proto__', 'constructor'),
);
export const token = fc.string({ minLength: 1, maxLength: 40 });

/** As it stands in a request line: nothing in it that no client could send. */
const sendable = (text: string) => text.toWellFormed().replace(/[^\u0021-\u007e]+/gu, encodeURIComponent);
const path = fc
  .array(odd, { maxLength: 4 })
  .map((parts) => sendable(`/${parts.map((part) => part.replace(/[?#\\]/g, '~')).join('/')}`));
const query = fc.oneof(
  fc.constant(''),
  fc
    .array(fc.tuple(odd, odd), { minLength: 1, maxLength: 4 })
    .map((pairs) =>
      sendable(`?${pairs.map(([key, value]) => `${key}=${value}`.replace(/#/g, '~')).join('&')}`),
    ),
);
const host = fc.oneof(
  fc.constantFrom('example.com', 'Hooks.Example.COM', '127.0.0.1', '[::1]', 'localhost'),
  fc.domain(),
);
const port = fc.oneof(
  fc.constantFrom('', ':443', ':80', ':8443'),
  fc.integer({ min: 1, max: 65_535 }).map((each) => `:${each}`),
);

/** Where a request went, how Twilio wrote that when it signed, and how we may have come to see it. */
export const address = fc
  .record({ scheme: fc.constantFrom('http', 'https'), host, port, path, query })
  .filter(({ scheme, host, port, path, query }) => URL.canParse(`${scheme}://${host}${port}${path}${query}`))
  .map(({ scheme, host, port, path, query }) => {
    const rest = `${path}${query}`;
    const shown = port === (scheme === 'https' ? ':443' : ':80') ? '' : port;
    return {
      /** Over TLS Twilio leaves the port out. */
      signed: `${scheme}://${host}${scheme === 'https' ? '' : port}${rest}`,
      /** As the Host header has it. */
      seen: `${scheme}://${host}${shown}${rest}`,
      /** What a proxy makes of it that speaks plainly to us, at a port of its own. */
      behindProxy: `http://10.0.0.7:3000${rest}`,
    };
  });

export const form: fc.Arbitrary<Form> = fc.array(fc.tuple(name, odd), { maxLength: 8 });
/** With the account that the request has to be about. */
export const aboutAccount = form.map(
  (fields): Form => [...fields.filter(([key]) => key !== 'AccountSid'), ['AccountSid', account]],
);

/** What a body parser makes of a form: a repeated name becomes a list. */
export function parsed(fields: Form): Record<string, string | string[]> {
  const object = Object.create(null) as Record<string, string | string[]>;
  for (const [key, value] of fields) {
    const before = object[key];
    object[key] = before === undefined ? value : [before, value].flat();
  }
  return object;
}

export function formRequest(urls: readonly string[], fields: Form, signature: string): Arrived {
  return {
    urls,
    headers: { 'x-twilio-signature': signature },
    contentType: formType,
    body: Buffer.from(new URLSearchParams(fields).toString()),
  };
}

export function jsonRequest(urls: readonly string[], body: string, signature: string): Arrived {
  return {
    urls,
    headers: { 'x-twilio-signature': signature },
    contentType: 'application/json',
    body: Buffer.from(body),
  };
}

export const signForm = (secret: string, url: string, fields: Form) =>
  getExpectedTwilioSignature(secret, url, parsed(fields) as Record<string, string>);

export function withHash(url: string, body: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${getExpectedBodyHash(body)}`;
}

export const acceptsForm = (secret: string, signature: string, url: string, fields: Form) =>
  validateRequest(secret, signature, url, parsed(fields) as Record<string, string>);

export const acceptsJson = (secret: string, signature: string, url: string, body: string) =>
  validateRequestWithBody(secret, signature, url, body);
