/** Signatures are held against the vendor's own validator, given what a receiver sees of a request. */
import fc from 'fast-check';
import {
  getExpectedTwilioSignature,
  validateIncomingRequest,
  validateRequest,
  validateRequestWithBody,
} from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import {
  type Form,
  onTheWire,
  requestUrl,
  sign,
  signHandshake,
  signJson,
} from '../../../../sandbox/vendors/twilio/signature.ts';

const runs = 3_000;
const token = fc.string({ minLength: 1, maxLength: 40 });
const odd = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    "it's",
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
  ),
);
const host = fc.oneof(
  fc.constantFrom('example.com', 'Hooks.Example.COM', '127.0.0.1', '[::1]', 'localhost'),
  fc.domain(),
);
const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 65_535 }).map((n) => `:${n}`),
);
const path = fc
  .array(odd, { maxLength: 4 })
  .map((parts) =>
    parts.length === 0 ? '' : `/${parts.map((part) => part.replace(/[?#\\]/g, '~')).join('/')}`,
  );
const query = fc.oneof(
  fc.constant(''),
  fc
    .array(fc.tuple(odd, odd), { minLength: 1, maxLength: 4 })
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`.replace(/[#]/g, '~')).join('&')}`),
);
const fragment = fc.constantFrom('', '#rc=2&rp=4xx,5xx', '#ct=100', '#');
const userInfo = fc.constantFrom('', 'user:secret@', 'user@');
const form: fc.Arbitrary<Form> = fc.array(fc.tuple(odd, odd), { maxLength: 8 });

const address = (scheme: fc.Arbitrary<string>) =>
  fc
    .tuple(scheme, userInfo, host, port, path, query, fragment)
    .map(([scheme, user, ...rest]) => `${scheme}://${user}${rest.join('')}`)
    .filter((url) => URL.canParse(url.trim()));

/** What a receiver knows of the address: the Host header and the request line. */
function seen(url: string): { protocol: string; host: string; path: string; url: string } {
  const { scheme, hostname, port, path } = onTheWire(url);
  // A client leaves a scheme's own port out of the Host header.
  const shown = new URL(`${scheme.replace('ws', 'http')}://x${port}`).port;
  const host = shown === '' ? hostname : `${hostname}:${shown}`;
  return { protocol: scheme, host, path, url: `${scheme}://${host}${path}` };
}

/** What a body parser makes of the form: a repeated name becomes an array. */
function parsed(form: Form): Record<string, string | string[]> {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of form) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}

const body = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
);

describe("the vendor's validator accepts", () => {
  test('the published example', () => {
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675310',
      Digits: '1234',
      From: '+14158675310',
      To: '+18005551212',
    };
    const signature = sign('12345', 'https://example.com/myapp.php?foo=1&bar=2', Object.entries(fields));
    expect(signature).toBe('L/OH5YylLD5NRKLltdqwSvS0BnU=');
  });

  test('forms, whatever is in the address and in the fields', () => {
    fc.assert(
      fc.property(token, address(fc.constantFrom('http', 'https')), form, (token, url, form) =>
        validateRequest(token, sign(token, url, form), seen(url).url, parsed(form)),
      ),
      { numRuns: runs },
    );
  });

  test('GET requests, of which the address alone is signed', () => {
    fc.assert(
      fc.property(token, address(fc.constantFrom('http', 'https')), (token, url) =>
        validateRequest(token, sign(token, url), seen(url).url, {}),
      ),
      { numRuns: runs },
    );
  });

  test('JSON and other bodies by the hash in the address', () => {
    fc.assert(
      fc.property(token, address(fc.constantFrom('http', 'https')), body, (token, url, body) => {
        const signed = signJson(token, url, body);
        return (
          signed.url === requestUrl(signed.url) &&
          validateRequestWithBody(token, signed.signature, seen(signed.url).url, body)
        );
      }),
      { numRuns: runs },
    );
  });

  test('socket handshakes, with and without the slash that is sometimes signed', () => {
    fc.assert(
      fc.property(token, address(fc.constantFrom('ws', 'wss')), fc.boolean(), (token, url, trailingSlash) => {
        const { url: received } = seen(url);
        const expected = trailingSlash && !received.endsWith('/') ? `${received}/` : received;
        return validateRequest(token, signHandshake(token, url, { trailingSlash }), expected, {});
      }),
      { numRuns: runs },
    );
  });

  test('requests that a proxy takes on https and hands on over http to another host and port', () => {
    fc.assert(
      fc.property(token, address(fc.constant('https')), form, (token, url, form) => {
        const { host, path } = seen(url);
        const signature = sign(token, url, form);
        const request = {
          protocol: 'http',
          headers: { host: '10.0.0.7:3000' },
          originalUrl: path,
          body: parsed(form),
          header: () => signature,
        };
        return validateIncomingRequest(request, token, { url: `https://${host}${path}` });
      }),
      { numRuns: runs },
    );
  });
});

describe("the vendor's validator refuses", () => {
  const url = 'https://example.com/voice?step=1';
  const fields: Form = [['Digits', '1']];

  test.each([
    ['another token', 'other', url, { Digits: '1' }],
    ['another address', 'token', `${url}2`, { Digits: '1' }],
    ['a changed field', 'token', url, { Digits: '2' }],
    ['an added field', 'token', url, { Digits: '1', To: '' }],
  ])('%s', (_, token, url, fields_) => {
    expect(
      validateRequest(token, sign('token', 'https://example.com/voice?step=1', fields), url, fields_),
    ).toBe(false);
  });

  test('a body that is not the one that was signed', () => {
    const { url: withHash, signature } = signJson('token', url, '{"a":1}');
    expect(validateRequestWithBody('token', signature, withHash, '{"a":1}')).toBe(true);
    expect(validateRequestWithBody('token', signature, withHash, '{"a":2}')).toBe(false);
  });
});

describe('of an address', () => {
  test('the port is signed over http and not over https', () => {
    const expected = (url: string) => getExpectedTwilioSignature('token', url, {});
    expect(sign('token', 'https://example.com:8443/a')).toBe(expected('https://example.com/a'));
    expect(sign('token', 'http://example.com:8080/a')).toBe(expected('http://example.com:8080/a'));
    expect(sign('token', 'http://example.com:80/a')).toBe(expected('http://example.com:80/a'));
  });

  test('fragment, user and password are neither signed nor requested', () => {
    expect(requestUrl('https://me:secret@example.com/a?b=c#rc=3')).toBe('https://example.com/a?b=c');
    expect(sign('token', 'https://me:secret@example.com/a#rc=3')).toBe(
      sign('token', 'https://example.com/a'),
    );
    expect(onTheWire('https://me:secret@example.com/a').userInfo).toBe('me:secret');
  });

  test('what can be sent stays as it was written, the rest is escaped', () => {
    expect(requestUrl("https://example.com/o'brien|x?q=[1]&r=%27 é")).toBe(
      "https://example.com/o'brien|x?q=[1]&r=%27%20%C3%A9",
    );
  });

  test('what is none is said to be none', () => {
    for (const wrong of ['', 'example.com/a', 'ftp://example.com/', 'https://', '/voice']) {
      expect(() => onTheWire(wrong)).toThrow(TypeError);
    }
  });
});
