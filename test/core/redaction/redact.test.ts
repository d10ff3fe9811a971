/** What identifies people or opens doors does not survive, what is ordinary does, and the text still reads. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../../src/core/redaction/index.ts';
import { often } from '../../helpers/often.ts';

const redactedText = (text: string) => redact(text).text;

describe('takes out', () => {
  test.each([
    ['my card is 4111 1111 1111 1111, thanks', 'my card is [card], thanks'],
    ['use 5500-0000-0000-0004 or 371449635398431', 'use [card] or [card]'],
    ['card4111111111111111', 'card[card]'],
    ['qty 12 4111 1111 1111 1111', 'qty 12 [card]'],
    ['4111 1111 1111 1111 5500 0000 0000 0004', '[card] [card]'],
    ['four one one one, one one one one, one one one one, one one one one', '[card]'],
    ['my social is 123-45-6789.', 'my social is [ssn].'],
    ['ssn 123456789', 'ssn [ssn]'],
    ['social security: one two three, four five, six seven eight nine', 'social security: [ssn]'],
    ['write to ada.lovelace+calls@mail.example.com!', 'write to [email]!'],
    ['to müller@exämple.de', 'to [email]'],
    ['call +14155550142 or +44 20 7946 0018', 'call [phone] or [phone]'],
    ['call +1 (415) 555-0142 now', 'call [phone] now'],
    ['call 0044 20 7946 0018', 'call [phone]'],
    ['call (415) 555-0142', 'call [phone]'],
    ['reach me at 415.555.0142.', 'reach me at [phone].'],
    ['it is 4155550142', 'it is [phone]'],
    ['call 555-0142', 'call [phone]'],
    ['appelez le 06 12 34 56 78', 'appelez le [phone]'],
    ['unter 0171 1234567', 'unter [phone]'],
    ['four one five, five five five, oh one four two', '[phone]'],
    ['it is four one five triple five oh one double four', 'it is [phone]'],
    ['one eight hundred, five five five, oh one four two', '[phone]'],
    ['plus four four two zero seven nine four six zero zero one eight', '[phone]'],
    ['IBAN DE89 3704 0044 0532 0130 00 OK', 'IBAN [iban] OK'],
    ['GB82WEST12345698765432', '[iban]'],
    ['born on March 3rd, 1980 in York', 'born on [date of birth] in York'],
    ['my date of birth is 03/04/1980', 'my date of birth is [date of birth]'],
    ['DOB: 1980-03-04', 'DOB: [date of birth]'],
    ['3 March 1980 is my birthday', '[date of birth] is my birthday'],
    ['the key is tl_live_4fz8gq0b7m', 'the key is [secret]'],
    ['Authorization: Bearer abcdefghijklmn', 'Authorization: [secret]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl', '[secret]'],
    ['mongodb://app:hunter2@db/trunkline', 'mongodb://app:[secret]@db/trunkline'],
  ])('%s', (text, expected) => {
    expect(redactedText(text)).toBe(expected);
  });
});

describe('leaves alone', () => {
  test.each([
    'Your order 4155550142 was sent.',
    'Order number 112-7714302-2214656 comes on Monday.',
    'Order #20260314001 costs $1,299.99 with 19% tax.',
    'Invoice 2026-00412 is due on 2026-03-14, at 17:30.',
    'The meeting is from 09.30 to 10.15 on 14.03.2026.',
    'From 10:30 to 11:45, in room 415, on floor 12.',
    'It was 20 degrees at 6 and 18 at 9.',
    'We have 3, 12 and 15 of them, 30 in all, 4500 pieces.',
    'One two three, testing, one two three.',
    'One, two, three, four, five, six, seven, eight, nine, ten.',
    'I have one question, and two or three more.',
    'Flight LH 4152 leaves from gate 23 at 6:05.',
    'The zip code is 94105-1234.',
    'Tracking number 1Z999AA10123456784.',
    'The ISBN is 978-3-16-148410-0.',
    'Version 2.14.3 of 2026-01-01 has build 20260101.',
    'It was 1763796635123 ms, or 0.4111111111111111 of all.',
    'The server is 192.168.100.200:3000.',
    'On March 3rd, 1980 it rained.',
    'Call me at 5 or at 6.',
    'The task-management of risk-averse people.',
    'Meet @ada at the bar @ 8.',
    'It costs 12.50 or 14.75, 20.00 with tips.',
    'Twenty four hours, seven days, one hundred percent.',
    'Account 12345678, sort code 12-34-56.',
    'On 01-02-2024 10:30 and on 2024-02-01 10:30.',
    'Part 0123456789 is out of stock.',
  ])('%s', (text) => {
    expect(redact(text)).toEqual({ text, redactions: [] });
  });
});

function luhnDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .map((digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return String((10 - (sum % 10)) % 10);
}

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

const cardDigits = fc
  .constantFrom(
    ['4', 13],
    ['4', 16],
    ['4', 19],
    ['51', 16],
    ['2221', 16],
    ['34', 15],
    ['6011', 16],
    ['3528', 16],
  )
  .chain(([prefix, length]) =>
    digits(Number(length) - String(prefix).length - 1).map((rest) => `${prefix}${rest}`),
  )
  .map((body) => body + luhnDigit(body));
const card = fc
  .tuple(cardDigits, fc.constantFrom('', ' ', '-'), fc.constantFrom(4, 2, 1))
  .map(([number, gap, size]) => number.replaceAll(new RegExp(`(.{${size}})(?=.)`, 'g'), `$1${gap}`));

const ssn = fc
  .tuple(fc.integer({ min: 1, max: 899 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 9999 }))
  .filter(([area]) => area !== 666)
  .map(([area, group, serial]) =>
    [String(area).padStart(3, '0'), String(group).padStart(2, '0'), String(serial).padStart(4, '0')].join(
      '-',
    ),
  );

const ibanLengths = { DE: 22, GB: 22, FR: 27, NO: 15, MT: 31, ES: 24 } as const;
const iban = fc
  .constantFrom(...(Object.keys(ibanLengths) as (keyof typeof ibanLengths)[]))
  .chain((country) => fc.tuple(fc.constant(country), digits(ibanLengths[country] - 4), fc.boolean()))
  .map(([country, body, grouped]) => {
    const number = [...`${body}${country}00`].map((one) => Number.parseInt(one, 36)).join('');
    const whole = `${country}${String(98n - (BigInt(number) % 97n)).padStart(2, '0')}${body}`;
    return grouped ? whole.replaceAll(/(.{4})(?=.)/g, '$1 ') : whole;
  });

const e164 = fc.stringMatching(/^\+[2-9]\d{9,13}$/);

/** Anything at all, but no digit beside what is planted: more digits would make another number of it. */
const around = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.lorem({ maxCount: 5 }),
    fc.string({ unit: fc.constantFrom(...'0123456789 -+()[].,@:ab') }),
  )
  .map((text) => `${text}; `);
const after = around.map((text) => ` ;${text}`);

describe.each([
  ['card', card],
  ['ssn', ssn],
  ['iban', iban],
  ['phone', e164],
] as const)('%s', (_type, arbitrary) => {
  test('does not survive in any text', () => {
    fc.assert(
      fc.property(around, arbitrary, after, (before, secret, rest) => {
        const { text } = redact(before + secret + rest);
        expect(text).not.toContain(secret);
      }),
      { numRuns: often(1_000) },
    );
  });
});

const snippet = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'0123456789 -+().,@:[]/ab') }),
  card,
  ssn,
  iban,
  e164,
  digits(10),
  fc.constantFrom(
    ...' ;.,@+-[]#',
    ...[
      '[card]',
      '[date of birth]',
      'born ',
      'dob 01/02/1980',
      ' 03/04/1990',
      ' birthday',
      'call ',
      'order ',
      '555-0142',
    ],
    ...[
      'four ',
      'one ',
      'double five ',
      'oh ',
      'hundred ',
      'plus ',
      'ssn ',
      'sk_live_abcdefgh',
      'eyJabcdefgh.',
      'Bearer ',
      'a@b.co',
    ],
    ...['DE89', '3704', ' 0044', '://user:', '007'],
  ),
);
const text = fc.array(snippet, { maxLength: 20 }).map((all) => all.join(''));

test('to do it again changes nothing', () => {
  fc.assert(
    fc.property(text, (original) => {
      const once = redactedText(original);
      expect(redact(once)).toEqual({ text: once, redactions: [] });
    }),
    { numRuns: often(3_000) },
  );
});

test('where what stood is told exactly, in both texts', () => {
  fc.assert(
    fc.property(text, (original) => {
      const result = redact(original);
      let rebuilt = '';
      let at = 0;
      for (const { type, start, end, original: was } of result.redactions) {
        expect(result.text.slice(start, end)).toBe(`[${type}]`);
        expect(was.start).toBeGreaterThanOrEqual(at);
        expect(was.end).toBeGreaterThan(was.start);
        rebuilt += `${original.slice(at, was.start)}[${type}]`;
        at = was.end;
      }
      expect(rebuilt + original.slice(at)).toBe(result.text);
    }),
    { numRuns: often(1_000) },
  );
});

describe('takes time in proportion to the text', () => {
  test.each([
    '1 ',
    '1',
    '4111 ',
    '11-',
    '+1',
    '+1 ',
    'one ',
    'double five ',
    '@',
    'a@',
    'a.b@c.',
    'a@b.c',
    'DE89 ',
    'GB82WEST1234569876543',
    'born ',
    'born 1',
    'dob 01/02/',
    'birth01/01/1980',
    'eyJaaaaaaaa.',
    'eyJ-',
    'Bearer ',
    'sk_',
    'tl_live_',
    'SG.aaaaaaaa.',
    '://',
    '://a:',
    '(415) 555-',
    '4155550142 ',
    '415 ',
    '05 ',
    'order number ',
    'call ',
    'March 3',
    '[card]',
    'ssn 1',
  ])('of %j, again and again', (piece) => {
    const time = (length: number) => {
      const input = piece.repeat(Math.ceil(length / piece.length));
      let least = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 3; tries += 1) {
        const started = process.cpuUsage();
        redact(input);
        const { user, system } = process.cpuUsage(started);
        least = Math.min(least, (user + system) / 1_000);
      }
      return least;
    };
    time(500);
    // 16 times the text takes 16 times the time, or some more on a busy machine; by the square it would be 256 times.
    expect(time(16_000)).toBeLessThan(80 * time(1_000) + 50);
  });
});
