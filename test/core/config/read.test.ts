import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  ConfigError,
  describe as describeVariable,
  readConfig,
  sections,
} from '../../../src/core/config/index.ts';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

const required = {
  MONGODB_URI: 'mongodb://127.0.0.1:27017/trunkline',
  REDIS_URL: 'redis://127.0.0.1:6379',
  ENCRYPTION_KEYS: key('k1', 1),
};

const variables = Object.values(sections).flatMap((section) =>
  Object.entries(section).map(([name, type]) => describeVariable(name, type)),
);
const secrets = variables.filter(({ secret }) => secret).map(({ name }) => name);

function refusal(environment: Record<string, string | undefined>): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'secret'), text);
  return join(folder, 'secret');
}

describe('what is right', () => {
  test('needs three variables; the others have their usual values', () => {
    expect(readConfig(required)).toEqual({
      NODE_ENV: 'development',
      LOG_LEVEL: 'info',
      SHUTDOWN_SECONDS: 25,
      READINESS_PAUSE_SECONDS: 1,
      HOST: '127.0.0.1',
      PORT: 3000,
      TRUSTED_PROXIES: [],
      CORS_ORIGINS: [],
      MONGODB_URI: required.MONGODB_URI,
      MONGODB_LIST_READS: 'primary',
      REDIS_URL: required.REDIS_URL,
      REDIS_PREFIX: 'trunkline',
      SENDGRID_BASE_URL: 'https://api.sendgrid.com',
      MAIL_FROM_NAME: 'Trunkline',
      CALLS_RECEIPT_PATIENCE_MS: 250,
      CALLS_SILENT_SECONDS: 600,
      CALLS_UNKNOWN_SECONDS: 1,
      CALLS_MISSED_SECONDS: 300,
      EGRESS_PORTS: [443, 8443],
      EGRESS_ALLOWED_NETWORKS: [],
      RATE_LIMIT_WINDOW_SECONDS: 900,
      RATE_LIMIT_REQUESTS: 100,
      RATE_LIMIT_LOGINS: 20,
      RATE_LIMIT_FAILURES: 100,
      RATE_LIMIT_CALLER_REQUESTS: 600,
      RATE_LIMIT_CONNECTION_REQUESTS: 6000,
      RATE_LIMIT_PATIENCE_MS: 40,
      ENCRYPTION_KEYS: [{ id: 'k1', bytes: Buffer.alloc(32, 1) }],
    });
  });

  test.each<[string, string, unknown]>([
    ['TRUSTED_PROXIES', ' 10.0.0.0/8, ::1 ,', ['10.0.0.0/8', '::1']],
    [
      'CORS_ORIGINS',
      'https://a.example,http://localhost:5173',
      ['https://a.example', 'http://localhost:5173'],
    ],
    ['EGRESS_PORTS', '443, 9443', [443, 9443]],
    ['MAIL_FROM', 'calls@example.com', 'calls@example.com'],
    ['PUBLIC_URL', 'https://calls.example.com/', 'https://calls.example.com'],
    ['MONGODB_URI', 'mongodb://a:1,b:2/t?replicaSet=rs', 'mongodb://a:1,b:2/t?replicaSet=rs'],
    ['MONGODB_URI', 'mongodb://%2Ftmp%2Fm.sock/t', 'mongodb://%2Ftmp%2Fm.sock/t'],
    ['MONGODB_URI', 'mongodb+srv://u:p@c.example/t', 'mongodb+srv://u:p@c.example/t'],
    ['REDIS_URL', 'unix:///tmp/redis.sock', 'unix:///tmp/redis.sock'],
    ['REDIS_URL', 'redis://a:1, redis://b:2', 'redis://a:1,redis://b:2'],
    ['PORT', '0', 0],
    ['LOG_FILE', '', undefined],
  ])('%s=%s', (name, value, expected) => {
    expect(readConfig({ ...required, [name]: value })).toHaveProperty([name], expected);
  });

  test('the first key encrypts, the others are kept', () => {
    const { ENCRYPTION_KEYS } = readConfig({
      ...required,
      ENCRYPTION_KEYS: `${key('new', 2)},${key('old', 1)}`,
    });
    expect(ENCRYPTION_KEYS.map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

describe('what is wrong is said with the variable, what was found, what was expected and an example', () => {
  const keyRing = 'expected id:base64 of 32 bytes, one or several by commas.';
  test.each<[string, string, string]>([
    ['NODE_ENV', 'prod', '"prod"; expected one of development, production, test.'],
    ['LOG_LEVEL', 'loud', '"loud"; expected one of error, warn, info, debug, silent.'],
    ['SHUTDOWN_SECONDS', '0', '"0"; expected a whole number from 1 to 600.'],
    ['READINESS_PAUSE_SECONDS', '121', '"121"; expected a whole number from 0 to 120.'],
    ['SHUTDOWN_SECONDS', '2.5', '"2.5"; expected a whole number from 1 to 600.'],
    ['PORT', '65536', '"65536"; expected a whole number from 0 to 65535.'],
    ['PORT', '-1', '"-1"; expected a whole number from 0 to 65535.'],
    ['PORT', '3000 ', '"3000 "; expected a whole number from 0 to 65535.'],
    [
      'PUBLIC_URL',
      'calls.example.com',
      'expected an address that starts with http:// or https://. Example: PUBLIC_URL=https://calls.example.com',
    ],
    ['PUBLIC_URL', 'https://', 'expected an address that starts with http:// or https://.'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'expected IP addresses or networks such as 10.0.0.0/8, by commas.'],
    ['TRUSTED_PROXIES', 'balancer', 'expected IP addresses or networks such as 10.0.0.0/8, by commas.'],
    ['CORS_ORIGINS', '*', 'expected origins such as https://app.example.com, by commas and without a path.'],
    [
      'CORS_ORIGINS',
      'https://app.example.com/',
      'expected origins such as https://app.example.com, by commas and without a path.',
    ],
    ['METRICS_PORT', 'x', '"x"; expected a whole number from 0 to 65535. Example: METRICS_PORT=9464'],
    ['METRICS_PORT', '3000', "expected another port than PORT's."],
    ['EGRESS_PORTS', '443,0', '"443,0"; expected ports such as 443, by commas.'],
    ['MAIL_FROM', 'calls', '"calls"; expected an e-mail address such as calls@example.com.'],
    ['METRICS_TOKEN', 'short', 'is a text of 5 characters; expected at least 16 characters.'],
    [
      'MONGODB_URI',
      'postgres://x/y',
      'is a text of 14 characters; expected an address that starts with mongodb:// or mongodb+srv://.',
    ],
    ['MONGODB_URI', 'mongodb://', 'expected an address that starts with mongodb:// or mongodb+srv://.'],
    ['MONGODB_LIST_READS', 'secondary', '"secondary"; expected one of primary, secondaryPreferred.'],
    [
      'REDIS_URL',
      'localhost:6379',
      'expected an address that starts with redis:// or rediss:// or unix://; several of one cluster by commas. Example: REDIS_URL=redis://127.0.0.1:6379',
    ],
    ['REDIS_URL', 'redis://a:1,b:2', 'expected an address that starts with redis://'],
    ['REDIS_URL', ',', 'expected an address that starts with redis://'],
    ['REDIS_PREFIX', 'Trunk line', '"Trunk line"; expected lower-case letters, digits and hyphens.'],
    ['ENCRYPTION_KEYS', 'k1', keyRing],
    ['ENCRYPTION_KEYS', `${key('k1', 1)},k2:short`, keyRing],
    ['ENCRYPTION_KEYS', `k1:${Buffer.alloc(31).toString('base64')}`, keyRing],
    ['ENCRYPTION_KEYS', `${key('k1', 1)},${key('k1', 2)}`, 'expected ids that differ.'],
  ])('%s=%s', (name, value, complaint) => {
    const { message } = refusal({ ...required, [name]: value });
    expect(message).toMatch(/^Trunkline cannot start: one variable needs attention\.\n/);
    expect(message).toContain(`\n  ${name} is `);
    expect(message).toContain(complaint);
    expect(message.split('\n')).toHaveLength(3);
  });

  test.each(Object.keys(required))('%s is missing', (name) => {
    for (const value of [undefined, '']) {
      const { message } = refusal({ ...required, [name]: value });
      expect(message).toMatch(new RegExp(`  ${name} is missing; expected a value\\. Example: ${name}=`));
    }
  });

  test('all of it at once', () => {
    const { message } = refusal({ PORT: 'x', LOG_LEVEL: 'y' });
    expect(message).toMatch(/^Trunkline cannot start: 5 variables need attention\./);
    for (const name of ['PORT', 'LOG_LEVEL', ...Object.keys(required)])
      expect(message).toContain(`  ${name} is `);
  });

  test("the example's key serves no production", () => {
    const { example = '' } = variables.find(({ name }) => name === 'ENCRYPTION_KEYS') ?? {};
    const environment = { ...required, ENCRYPTION_KEYS: example };
    expect(readConfig(environment).ENCRYPTION_KEYS).toHaveLength(1);
    expect(refusal({ ...environment, NODE_ENV: 'production' }).message).toContain('keys of your own');
  });
});

test('a key for mails without a sender is refused, and so is one that is no key of SendGrid', () => {
  expect(
    refusal({ ...required, MAIL_FROM: 'calls@example.com', SENDGRID_API_KEY: 'a key' }).message,
  ).toContain('SENDGRID_API_KEY is a text of 5 characters; expected a key of SendGrid (SG.…).');
  const { message } = refusal({ ...required, SENDGRID_API_KEY: 'SG.a.key' });
  expect(message).toContain(
    'MAIL_FROM is missing; expected an e-mail address, because SENDGRID_API_KEY is set',
  );
});

test('every example is itself right', () => {
  // Who has a key for mails needs a sender as well.
  const beside = { ...required, MAIL_FROM: 'calls@example.com' };
  for (const { name, example } of variables) {
    if (example !== undefined) expect(() => readConfig({ ...beside, [name]: example })).not.toThrow();
  }
});

describe('a secret in a file', () => {
  const right: Record<string, string> = {
    ...required,
    METRICS_TOKEN: 'sixteen characters',
    SENDGRID_API_KEY: 'SG.a.key',
    MAIL_FROM: 'calls@example.com',
  };

  test.each(secrets)('%s_FILE', (name) => {
    const value = right[name] ?? '';
    const { [name]: _, ...others } = right;
    const fromFile = readConfig({ ...others, [`${name}_FILE`]: file(`${value}\n`) });
    expect(fromFile).toEqual(readConfig({ ...others, [name]: value }));
  });

  test('that cannot be read is named', () => {
    const { message } = refusal({ ...required, REDIS_URL: undefined, REDIS_URL_FILE: '/nowhere/at/all' });
    expect(message).toContain(
      '  REDIS_URL: REDIS_URL_FILE names /nowhere/at/all, which cannot be read (ENOENT)',
    );
    expect(message).not.toContain('is missing');
  });

  test('that is empty is missing', () => {
    const { message } = refusal({ ...required, REDIS_URL: undefined, REDIS_URL_FILE: file('\n') });
    expect(message).toContain('REDIS_URL is missing');
  });

  test('beside one in the environment is one too many', () => {
    const { message } = refusal({ ...required, REDIS_URL_FILE: file('redis://b') });
    expect(message).toContain('both REDIS_URL and REDIS_URL_FILE are set; keep one of them');
  });

  test('is for secrets alone', () => {
    expect(readConfig({ ...required, PORT_FILE: '/nowhere' }).PORT).toBe(3000);
  });
});

test('no message, and nothing else of the error, holds a secret', () => {
  const secret = fc
    .stringMatching(/^[A-Za-z0-9]{12,15}$/)
    .filter((text) => /\d/.test(text) && /[A-Z]/.test(text));
  const wrong = (text: string): Record<string, string> => ({
    MONGODB_URI: `http://user:${text}@host/`,
    REDIS_URL: `http://:${text}@host/`,
    METRICS_TOKEN: text,
    SENDGRID_API_KEY: text,
    ENCRYPTION_KEYS: `k1:${text}`,
  });
  expect(Object.keys(wrong('')).sort()).toEqual([...secrets].sort());
  fc.assert(
    fc.property(secret, fc.constantFrom(...secrets), fc.boolean(), (text, name, inFile) => {
      const value = wrong(text)[name] ?? '';
      const given = inFile ? { [name]: undefined, [`${name}_FILE`]: file(value) } : { [name]: value };
      const error = refusal({ ...required, ...given, PORT: 'wrong as well' });
      expect(error.message).toContain(`${name} is a text of ${value.length} characters`);
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(text);
    }),
  );
});
