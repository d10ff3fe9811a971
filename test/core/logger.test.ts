import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLogger, type Logger, openLog } from '../../src/core/logger/index.ts';
import { maskPhone } from '../../src/core/masking.ts';

function logged(say: (log: Logger) => void, level = 'debug') {
  const lines: string[] = [];
  say(createLogger(level, { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
}

describe('a line', () => {
  test('has its time, level and message, who it is about, and metadata', () => {
    const [line] = logged((log) =>
      log.child({ requestId: 'req_1', tenantId: 'ten_1' }).info({ calls: 3 }, 'counted'),
    );
    expect(line).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      message: 'counted',
      requestId: 'req_1',
      tenantId: 'ten_1',
      metadata: { calls: 3 },
    });
  });

  test('is left out below the level', () => {
    expect(logged((log) => log.debug('detail'), 'info')).toEqual([]);
  });

  test('tells an error with its cause', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const [line] = logged((log) => log.error({ error }, 'failed'));
    expect(line.metadata.error).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
  });
});

describe('is not told', () => {
  test.each(['authorization', 'x-api-key', 'password', 'token', 'email', 'credentials'])(
    'a field named %s, whatever it holds',
    (field) => {
      const [line] = logged((log) =>
        log.info({ [field]: 'abc', a: { [field]: 'abc', b: { [field]: 'abc' } } }),
      );
      expect(JSON.stringify(line)).not.toContain('abc');
    },
  );

  test.each([
    ['an API key', 'tl_live_4fz8gq0b7m'],
    ['a key of Stripe', 'sk_test_51Abcdefghijk'],
    ['a secret of a webhook', 'whsec_MfKQ9r8GKYqrTwjU'],
    ['a key of SendGrid', 'SG.abcdefghij.klmnopqrstuv'],
    ['a bearer token', 'Bearer abcdefghijklmn'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl'],
    ['an e-mail address', 'ada.lovelace+calls@mail.example.com'],
  ])('%s in a message, a value or an error', (_, secret) => {
    const lines = logged((log) => {
      log.info(`was sent ${secret} by mistake`);
      log.info({ url: `https://example.com/?q=${secret}` }, 'called');
      log.error({ error: new Error(`refused "${secret}"`) }, 'failed');
    });
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  test('a secret right after any other text, line breaks and quotes included', () => {
    const secret = 'tl_live_4fz8gq0b7m';
    const address = 'ada@example.com';
    const before = fc.constantFrom(...'\n\t\u0001"\\/ :=,', '\\n', 'é');
    fc.assert(
      fc.property(before, before, (one, other) => {
        const [line] = logged((log) => log.info(`key${one}${secret}${other}${address}`));
        expect(line.message).not.toContain(secret);
        expect(line.message).not.toContain(address);
      }),
    );
  });

  test('the password in an address', () => {
    const [line] = logged((log) => log.info('connects to mongodb://app:hunter2@db.example.com/trunkline'));
    expect(line.message).toBe('connects to mongodb://app:[redacted]@db.example.com/trunkline');
  });

  test('a phone number: country code and last four stay', () => {
    const [line] = logged((log) => log.info({ from: '+14155550142' }, 'from +442079460018 to +35315550199'));
    expect(line.message).toBe('from +44 ••• ••• 0018 to +353 ••• ••• 0199');
    expect(line.metadata.from).toBe('+1 ••• ••• 0142');
  });
});

describe('what is made of digits is told by its type alone', () => {
  test.each([
    ['a card', '4111 1111 1111 1111', '[card]'],
    ['a social security number', '123-45-6789', '[ssn]'],
    ['a bank account', 'GB82 WEST 1234 5698 7654 32', '[iban]'],
    ['a number of North America', '(415) 555-0142', '[phone]'],
  ])('%s', (_, value, told) => {
    const [line] = logged((log) => log.info({ value }, `was sent ${value}`));
    expect(line.message).toBe(`was sent ${told}`);
    expect(line.metadata.value).toBe(told);
  });

  test('a date of birth, in a text and in a field of that name', () => {
    const [line] = logged((log) => log.info({ dateOfBirth: '1980-03-04' }, 'born 1980-03-04'));
    expect(JSON.stringify(line)).not.toContain('1980');
  });

  test('also where it is a number of JSON', () => {
    const [line] = logged((log) => log.info({ a: 4111111111111111, b: [-4111111111111111, 1], at: 1.5 }));
    expect(line.metadata).toEqual({ a: 0, b: [-0, 1], at: 1.5 });
  });

  test('times, ids and amounts stay', () => {
    const said = {
      at: '2026-03-14T09:26:53.589Z',
      ms: 1_763_796_635_123,
      id: 'call_01kb2m9x4e7q3v8z5c0t6r1n2d',
      bytes: 4_155_550_142,
      share: 0.5299999713897705,
      address: '192.168.100.200:27017',
    };
    const [line] = logged((log) => log.info(said));
    expect(line.metadata).toEqual(said);
  });
});

test('whatever is said, a line stays one line of JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (message, value) => {
      const lines: string[] = [];
      createLogger('info', { write: (line) => void lines.push(line) }).info({ value }, message);
      expect(lines).toHaveLength(1);
      expect(lines[0]?.trimEnd()).not.toContain('\n');
      JSON.parse(lines[0] ?? '');
    }),
  );
});

test('a number that looks like a card or a phone leaves a number', () => {
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -100, max: 100, noNaN: true }),
    fc.constantFrom(-0.087346680269379, 12.087346680269379, 4111111111111111, -4111111111111111.5, 1e-7),
  );
  fc.assert(
    fc.property(numbers, (value) => {
      const [line] = logged((log) => log.info({ value, list: [value, value] }));
      const { metadata } = line as { metadata: { value: unknown; list: unknown[] } };
      for (const left of [metadata.value, ...metadata.list]) expect(left).toBeTypeOf('number');
    }),
    { numRuns: 1_000 },
  );
});

test('no number of E.164 shows more than its country code and its last four', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{9,14}$/), (digits) => {
      const [, code = '', last] = /^\+(\d{1,3}) ••• ••• (\d{4})$/.exec(maskPhone(`+${digits}`)) ?? [];
      expect(digits.startsWith(code)).toBe(true);
      expect(last).toBe(digits.slice(-4));
    }),
  );
});

test('a file gets the same lines, in a folder that is made for it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-log-'));
  try {
    const file = join(folder, 'logs', 'trunkline.log');
    const log = await openLog({ level: 'info', pretty: false, file }, { write: () => true });
    log.info('written');
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"message":"written"');
  } finally {
    await rm(folder, { recursive: true });
  }
});
