/**
 * X-Twilio-Signature: HMAC-SHA1 over the address exactly as it is requested and, for forms, over the fields by name.
 * So that a signature and the request it belongs to never disagree about the address, both take it from `onTheWire`.
 */
import { createHash, createHmac } from 'node:crypto';

/** A form's fields in the order they are sent; a name may occur more than once. */
export type Form = readonly (readonly [name: string, value: string])[];

export interface WireAddress {
  readonly scheme: 'http' | 'https' | 'ws' | 'wss';
  readonly hostname: string;
  /** With its colon; empty where it is the scheme's own and was not written. */
  readonly port: string;
  /** Path and query as they stand in the request line. */
  readonly path: string;
  /** `user:password` of the address, which goes out as Basic authentication and is never signed. */
  readonly userInfo: string;
}

const parts = /^(https?|wss?):\/\/(?:([^/?#@]*)@)?(\[[^\]/?#]*\]|[^:/?#]*)(:\d*)?([^?#]*)(\?[^#]*)?/i;

/** What no request line can carry. Everything else stays as it was written: `'` is not turned into `%27`. */
const unsendable = /[^\u0021-\u007e]+/gu;

/** Throws a TypeError where the address is none. The fragment, Twilio's place for connection overrides, is dropped. */
export function onTheWire(address: string): WireAddress {
  const trimmed = address.trim();
  const { hostname } = new URL(trimmed);
  const match = parts.exec(trimmed);
  if (match === null || hostname === '') throw new TypeError(`not an http or WebSocket address: ${address}`);
  const [, scheme = '', userInfo = '', , port = '', path = '', query = ''] = match;
  return {
    scheme: scheme.toLowerCase() as WireAddress['scheme'],
    hostname,
    port: port === ':' ? '' : port,
    path: `${path || '/'}${query}`.toWellFormed().replace(unsendable, encodeURIComponent),
    userInfo,
  };
}

/** The address that is requested, without user, password and fragment. */
export function requestUrl(address: string): string {
  const { scheme, hostname, port, path } = onTheWire(address);
  return `${scheme}://${hostname}${port}${path}`;
}

/** The address as it is signed: over TLS without its port, otherwise with the one that was written. */
function signedUrl(address: string): string {
  const { scheme, hostname, port, path } = onTheWire(address);
  const tls = scheme === 'https' || scheme === 'wss';
  return `${scheme}://${hostname}${tls ? '' : port}${path}`;
}

/** For a GET without a form, for a POST with the form that is its body. */
export function sign(authToken: string, address: string, form: Form = []): string {
  return hmac(authToken, signedUrl(address) + formAsSigned(form));
}

export interface SignedJson {
  /** The address to request: it carries the hash of the body. */
  readonly url: string;
  readonly signature: string;
}

/** A body that is no form is not signed itself: its hash travels in the address, and the address is signed. */
export function signJson(authToken: string, address: string, body: string): SignedJson {
  const hash = createHash('sha256').update(body).digest('hex');
  const url = requestUrl(address);
  const withHash = `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${hash}`;
  return { url: withHash, signature: sign(authToken, withHash) };
}

/** `trailingSlash`: Twilio has been seen to sign a socket's address with a slash that was not requested. */
export function signHandshake(authToken: string, address: string, { trailingSlash = false } = {}): string {
  const url = signedUrl(address);
  return hmac(authToken, trailingSlash && !url.endsWith('/') ? `${url}/` : url);
}

function formAsSigned(form: Form): string {
  const byName = new Map<string, Set<string>>();
  for (const [name, value] of form) byName.set(name, (byName.get(name) ?? new Set()).add(value));
  return [...byName.keys()]
    .sort()
    .flatMap((name) => [...(byName.get(name) ?? [])].sort().map((value) => name + value))
    .join('');
}

function hmac(authToken: string, text: string): string {
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}
