/** Whether a request is Twilio's, held against what the vendor publishes and against its own library. */
import { parse, stringify } from 'node:querystring';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import type { Arrived } from '../../../../../src/providers/telephony/telephony.ts';
import { twilioWebhooks } from '../../../../../src/providers/telephony/twilio/webhooks.ts';
import {
  aboutAccount,
  acceptsForm,
  acceptsJson,
  account,
  address,
  type Form,
  form,
  formRequest,
  formType,
  jsonRequest,
  signForm,
  token,
  withHash,
} from './requests.ts';

const { verify } = twilioWebhooks;
const isGood = (arrived: Arrived, secrets: readonly string[], accountId?: string) =>
  verify(arrived, { secrets, ...(accountId !== undefined && { accountId }) }).good;

/** As Twilio and its libraries publish them. */
describe('published examples', () => {
  const secret = '12345';
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const fields: Form = [
    ['CallSid', 'CA1234567890ABCDE'],
    ['Caller', '+14158675309'],
    ['Digits', '1234'],
    ['From', '+14158675309'],
    ['To', '+18005551212'],
  ];
  const now: Form = fields.map(([key, value]) => [key, value.replace('5309', '5310')]);
  const repeated: Form = [
    ['Sid', 'CA123'],
    ['SidAccount', 'AC123'],
    ['Digits', '5678'],
    ['Digits', '1234'],
    ['Digits', '1234'],
  ];

  test.each<[string, string, Form, string]>([
    ['a form', url, fields, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    [
      'a form, as the documentation has it today',
      'https://example.com/myapp.php?foo=1&bar=2',
      now,
      'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    ],
    ['repeated fields', url, repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
    [
      'a port over TLS, which is not signed',
      url.replace('.com', '.com:1234'),
      fields,
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    ],
    ['the port of TLS, which is signed though it was not there', url, fields, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
    ['the port of HTTP, likewise', url.replace('https', 'http'), fields, '0ZXoZLH/DfblKGATFgpif+LLRf4='],
  ])('%s', (_name, address, sent, signature) => {
    expect(isGood(formRequest([address], sent, signature), [secret])).toBe(true);
    expect(isGood(formRequest([address], sent, signature), ['54321'])).toBe(false);
    expect(isGood(formRequest([address], [...sent, ['More', '1']], signature), [secret])).toBe(false);
  });

  const hash = 'bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
  test.each([
    [`${url}&${hash}`, 'a9nBmqA0ju/hNViExpshrM61xv4='],
    [`https://mycompany.com/myapp.php?${hash}`, 'y77kIzt2vzLz71DgmJGsen2scGs='],
  ])('JSON: %s', (address, signature) => {
    const body = '{"property": "value", "boolean": true}';
    expect(isGood(jsonRequest([address], body, signature), [secret])).toBe(true);
    expect(isGood(jsonRequest([address], body.replace('true', 'false'), signature), [secret])).toBe(false);
    expect(isGood(jsonRequest([address], body, signature), ['54321'])).toBe(false);
  });
});

/** Ten thousand and more altogether, signed by the vendor's library and judged by it too. */
describe('requests of any kind', { timeout: 120_000 }, () => {
  const runs = { numRuns: 4_000 };

  test('forms', () => {
    fc.assert(
      fc.property(
        token,
        address,
        aboutAccount,
        fc.boolean(),
        (secret, { signed, seen, behindProxy }, fields, proxied) => {
          const signature = signForm(secret, signed, fields);
          expect(acceptsForm(secret, signature, seen, fields)).toBe(true);
          const urls = proxied ? [behindProxy, seen] : [seen];
          expect(isGood(formRequest(urls, fields, signature), [secret], account)).toBe(true);
        },
      ),
      runs,
    );
  });

  test('JSON, and the address alone', () => {
    fc.assert(
      fc.property(token, address, fc.jsonValue(), (secret, { signed, seen }, value) => {
        const body = JSON.stringify({ value, AccountSid: account });
        const signature = getExpectedTwilioSignature(secret, withHash(signed, body), {});
        const url = withHash(seen, body);
        expect(acceptsJson(secret, signature, url, body)).toBe(true);
        expect(isGood(jsonRequest([url], body, signature), [secret], account)).toBe(true);
        const bare = getExpectedTwilioSignature(secret, signed, {});
        expect(isGood({ ...jsonRequest([seen], '', bare), contentType: undefined }, [secret])).toBe(true);
      }),
      runs,
    );
  });

  test('one that was changed on its way is refused, as the vendor refuses it', () => {
    const change = fc.constantFrom('token', 'field', 'more', 'less', 'path', 'query', 'signature');
    fc.assert(
      fc.property(token, address, form, change, (secret, { signed, seen }, fields, what) => {
        fc.pre(fields.length > 0 || what !== 'less');
        let signature = signForm(secret, signed, fields);
        let url = seen;
        let sent = fields;
        let used = secret;
        if (what === 'token') used = `${secret}x`;
        if (what === 'field') sent = [...fields.slice(1), ['Digits', `${fields[0]?.[1] ?? ''}9`]];
        if (what === 'more') sent = [...fields, ['ExtraField', 'x']];
        if (what === 'less') sent = fields.slice(1);
        if (what === 'path') url = seen.replace(/(\?|$)/, '/other$1');
        if (what === 'query') url = `${seen}${seen.includes('?') ? '&' : '?'}more=1`;
        if (what === 'signature') signature = signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
        // Where a name is empty, or a field was there twice, what is signed may be the same text.
        expect(isGood(formRequest([url], sent, signature), [used])).toBe(
          acceptsForm(used, signature, url, sent),
        );
        if (['token', 'more', 'path', 'query', 'signature'].includes(what)) {
          expect(isGood(formRequest([url], sent, signature), [used])).toBe(false);
        }
      }),
      runs,
    );
  });

  test('an address that was written anew before it was signed', () => {
    fc.assert(
      fc.property(token, address, form, fc.integer({ min: 0, max: 3 }), (secret, { seen }, fields, how) => {
        const anew = new URL(seen).href;
        const [bare, query = ''] = anew.split(/\?(.*)/s);
        const legacy = query === '' ? anew : `${bare}?${stringify(parse(query))}`;
        const url =
          [anew, legacy, anew.replace(/:\d+(?=\/)/, ''), legacy.replace(/:\d+(?=\/)/, '')][how] ?? '';
        const signature = signForm(secret, url, fields);
        expect(isGood(formRequest([seen], fields, signature), [secret])).toBe(
          acceptsForm(secret, signature, seen, fields),
        );
      }),
      runs,
    );
    const seen = "https://example.com/o'brien?a=it's|b&c";
    for (const [url, accepted] of [
      [seen, true],
      [new URL(seen).href, true],
      ["https://example.com:443/o'brien?a=it%27s%7Cb&c=", false],
      ["https://example.com:443/o'brien?a=it's%7Cb&c=", true],
    ] as const) {
      const signature = signForm('a', url, []);
      expect(acceptsForm('a', signature, seen, []), url).toBe(accepted);
      expect(isGood(formRequest([seen], [], signature), ['a']), url).toBe(accepted);
    }
  });

  test('nothing at all makes it throw', () => {
    const anything = fc.record({
      urls: fc.array(fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' })), { maxLength: 3 }),
      headers: fc.oneof(
        fc.record({ 'x-twilio-signature': fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string())) }),
        fc.constant({}),
      ),
      contentType: fc.oneof(
        fc.constantFrom(undefined, formType, 'application/json', ';', 'text/xml'),
        fc.string(),
      ),
      body: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    });
    fc.assert(
      fc.property(anything, (arrived) => {
        expect(verify(arrived, { accountId: account, secrets: ['a', ''] }).good).toBe(false);
      }),
    );
  });
});

describe('of one connection', () => {
  const url = `https://calls.example.com/hooks/twilio/conn_1/status?trunkline_call_id=call_1`;
  const fields: Form = [
    ['AccountSid', account],
    ['CallSid', 'CA1'],
  ];
  const signed = (secret = 'new', sent = fields, at = url) =>
    formRequest([at], sent, signForm(secret, at, sent));

  test('any of its tokens will do, and no other', () => {
    for (const secrets of [['new'], ['old', 'new'], ['new', 'old']]) {
      expect(verify(signed(), { accountId: account, secrets })).toEqual({ good: true, bytes: signed().body });
    }
    expect(verify(signed(), { accountId: account, secrets: ['old'] })).toEqual({
      good: false,
      why: 'wrong signature',
    });
    expect(verify(signed(), { accountId: account, secrets: [] })).toEqual({
      good: false,
      why: 'wrong signature',
    });
  });

  test('it has to be about its account, wherever an account is named', () => {
    const other = 'AC00000000000000000000000000000002';
    const judged = (arrived: Arrived) => verify(arrived, { accountId: account, secrets: ['new'] });
    const another = { good: false, why: 'another account' };
    expect(judged(signed('new', [['AccountSid', other]]))).toEqual(another);
    expect(judged(signed('new', [...fields, ['AccountSid', other]]))).toEqual(another);
    expect(judged(signed('new', [['CallSid', 'CA1']]))).toEqual(another);
    expect(judged(signed('new', fields, `${url}&AccountSid=${other}`))).toEqual(another);
    const inAddress = `${url}&AccountSid=${account}`;
    const bare = getExpectedTwilioSignature('new', inAddress, {});
    expect(judged({ ...formRequest([inAddress], [], bare), body: Buffer.alloc(0) })).toMatchObject({
      good: true,
    });
    const body = JSON.stringify({ AccountSid: other });
    const json = withHash(url, body);
    expect(judged(jsonRequest([json], body, getExpectedTwilioSignature('new', json, {})))).toEqual(another);
    // Nothing is said about accounts to whoever has no signature.
    expect(judged(signed('stolen', [['AccountSid', other]]))).toEqual({
      good: false,
      why: 'wrong signature',
    });
  });

  test('a body under a signature of the address alone is refused', () => {
    const bare = getExpectedTwilioSignature('new', url, {});
    const body = Buffer.from('{"CallStatus":"completed"}');
    const headers = { 'x-twilio-signature': bare };
    for (const contentType of ['application/json', 'text/plain', undefined, formType]) {
      expect(isGood({ urls: [url], headers, contentType, body }, ['new'])).toBe(false);
    }
  });

  test('without a signature', () => {
    for (const headers of [{}, { 'x-twilio-signature': '' }, { 'x-twilio-signature': ['a', 'b'] }]) {
      expect(verify({ ...signed(), headers }, { secrets: ['new'] })).toEqual({
        good: false,
        why: 'no signature',
      });
    }
  });

  test("user, password and fragment are not signed, nor is a media socket's last slash", () => {
    const { signed: whole } = { signed: signForm('new', url, fields) };
    const decorated = url.replace('https://', 'https://me:secret@').concat('#rc=3');
    expect(isGood(formRequest([decorated], fields, whole), ['new'])).toBe(true);
    const socket = 'wss://calls.example.com/media/conn_1';
    const empty = { contentType: undefined, body: Buffer.alloc(0), urls: [socket] };
    for (const signedAs of [socket, `${socket}/`]) {
      const headers = { 'x-twilio-signature': getExpectedTwilioSignature('new', signedAs, {}) };
      expect(isGood({ ...empty, headers }, ['new'])).toBe(true);
    }
    const headers = { 'x-twilio-signature': getExpectedTwilioSignature('new', `${url}/`, {}) };
    expect(isGood({ ...empty, urls: [url], headers }, ['new'])).toBe(false);
  });

  test('whoever floods it with fields has no work done', () => {
    const flood: Form = Array.from({ length: 2_000 }, (_, index) => [`f${index}`, '']);
    expect(isGood(formRequest([url], flood, signForm('new', url, flood)), ['new'])).toBe(false);
    const large: Form = [['SpeechResult', 'x'.repeat(300 * 1024)]];
    expect(isGood(formRequest([url], large, signForm('new', url, large)), ['new'])).toBe(false);
    const long: Form = [['SpeechResult', 'x'.repeat(100 * 1024)]];
    expect(isGood(formRequest([url], long, signForm('new', url, long)), ['new'])).toBe(true);
  });
});
