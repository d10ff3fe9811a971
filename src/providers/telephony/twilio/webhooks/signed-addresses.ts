/**
 * The forms in which Twilio may have signed an address. It leaves the port out where TLS is spoken and keeps it where
 * it is not; what is in front of us may have dropped, added or written anew some of it meanwhile.
 */
import { parse, stringify } from 'node:querystring';

const parts = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#]*)(:\d*)?([^#]*)/i;

/** The most likely first. Neither user and password nor a fragment is ever signed. */
export function* signedAddresses(address: string): Generator<string> {
  yield* withAndWithoutPort(address);
  const written = URL.parse(address)?.href;
  if (written === undefined) return;
  yield* withAndWithoutPort(written);
  for (const each of withAndWithoutPort(written)) yield withLegacyQuery(each);
}

function* withAndWithoutPort(address: string): Generator<string> {
  const match = parts.exec(address);
  if (match === null) return;
  const [, scheme = '', host = '', port = '', rest = ''] = match;
  const tls = /^(https|wss):/i.test(scheme);
  yield* withSlash(scheme, `${scheme}${host}${rest}`);
  yield* withSlash(scheme, `${scheme}${host}${port === '' ? (tls ? ':443' : ':80') : port}${rest}`);
}

/** Of a media socket, an address with a slash at its end may be signed where none was requested. */
function* withSlash(scheme: string, address: string): Generator<string> {
  yield address;
  if (/^wss?:/i.test(scheme) && !address.endsWith('/')) yield `${address}/`;
}

/** As Node's old `querystring` writes it: there are senders who sign that. */
function withLegacyQuery(address: string): string {
  const at = address.indexOf('?');
  if (at === -1 || at === address.length - 1) return address;
  return `${address.slice(0, at)}?${stringify(parse(address.slice(at + 1)))}`;
}
