/** Who sent it: what a good signature is over, and everything that is none. */
import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blandWebhooks } from '../../../../src/providers/telephony/bland/webhooks.ts';

const secret = 'whsec-bland-1';
const signed = (body: Buffer | string, by = secret) => createHmac('sha256', by).update(body).digest('hex');

function verdict(body: Buffer | string, signature: unknown, secrets: readonly string[] = [secret]) {
  const headers = { 'x-webhook-signature': signature as string };
  return blandWebhooks.verify(
    { urls: [], headers, contentType: 'application/json', body: Buffer.from(body) },
    { secrets },
  );
}
const wrong = { good: false, why: 'wrong signature' };

/** Made with another tool than the one under test. */
test.each([
  [
    '{"call_id":"0d5c","status":"completed"}',
    '69a55b5b5daf5aabb8f2836ca422dac206293eb02dbc0dd74e9770eabe1102bb',
  ],
  ['{"call_id":"0d5c","n":1}', 'c6d7ec50bb9dfa3218c0d0a3b5ee4348122f164e77ba25fa4d97ef87619bcea4'],
])('a known signature of %s', (body, signature) => {
  expect(verdict(body, signature)).toEqual({ good: true, bytes: Buffer.from(body) });
});

describe('over which bytes', () => {
  test('those that came, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const body = Buffer.from(bytes);
        expect(verdict(body, signed(body))).toEqual({ good: true, bytes: body });
      }),
    );
  });

  test('JSON that was read and written anew, as in the sample of Bland; that is then what is kept', () => {
    const body = '{ "call_id" : "0d5c",\n "n": 1.0 }';
    const anew = '{"call_id":"0d5c","n":1}';
    expect(verdict(body, signed(anew))).toEqual({ good: true, bytes: Buffer.from(anew) });
  });

  test('of a name that is there twice only what was signed is read', () => {
    const body = '{"call_id":"unsigned","call_id":"signed"}';
    const found = verdict(body, signed('{"call_id":"signed"}'));
    expect(found).toEqual({ good: true, bytes: Buffer.from('{"call_id":"signed"}') });
    expect(verdict(body, signed('{"call_id":"unsigned"}'))).toEqual(wrong);
  });
});

describe('whose secret', () => {
  const body = '{"call_id":"0d5c"}';

  test('each of several is good while they are changed, and no other', () => {
    const secrets = ['new', 'old'];
    for (const each of secrets) expect(verdict(body, signed(body, each), secrets).good).toBe(true);
    expect(verdict(body, signed(body, 'older'), secrets)).toEqual(wrong);
  });

  test('none, and an empty one, prove nothing', () => {
    expect(verdict(body, signed(body, ''), [])).toEqual(wrong);
    expect(verdict(body, signed(body, ''), [''])).toEqual(wrong);
  });
});

describe('refused', () => {
  const body = '{"call_id":"0d5c"}';
  const good = signed(body);

  test.each([[undefined], ['']])('without a signature: %j', (signature) => {
    expect(verdict(body, signature)).toEqual({ good: false, why: 'no signature' });
  });

  test.each([
    ['too short', good.slice(1)],
    ['too long', `${good}0`],
    ['with a prefix', `sha256=${good}`],
    ['in base64', Buffer.from(good, 'hex').toString('base64')],
    ['no hex', 'z'.repeat(64)],
    ['twice', `${good}, ${good}`],
    ['in a list', [good]],
    ['of another body', signed(`${body} `)],
  ])('%s', (_name, signature) => {
    expect(verdict(body, signature)).toEqual(wrong);
  });

  test('a single bit of the body or of the signature that is another one', () => {
    const bits = fc.nat({ max: body.length * 8 - 1 });
    fc.assert(
      fc.property(bits, fc.boolean(), (bit, inBody) => {
        const flipped = Buffer.from(inBody ? Buffer.from(body) : Buffer.from(good, 'hex'));
        const index = Math.floor(bit / 8) % flipped.length;
        flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << (bit % 8)), index);
        const found = inBody ? verdict(flipped, good) : verdict(body, flipped.toString('hex'));
        expect(found).toEqual(wrong);
      }),
    );
  });

  test('deep JSON and no JSON, without a word of complaint', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(verdict(deep, good)).toEqual(wrong);
    expect(verdict(` ${deep}`, signed(` ${deep}`)).good).toBe(true);
    expect(verdict(randomBytes(1_000), good)).toEqual(wrong);
  });

  test('capitals are the same hex', () => {
    expect(verdict(body, good.toUpperCase()).good).toBe(true);
  });
});
