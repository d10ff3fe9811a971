/** On which database a command works, and what is said where there is none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { holdFolder } from '../../../scripts/up/holder.ts';
import type { Tenant } from '../../../src/contract/tenants.ts';
import { accessHouse } from '../../helpers/access-house.ts';
import { randomKey } from '../../helpers/keys.ts';
import { commandLineOf, keyRingText, runWith } from './support/command-line.ts';

const house = await accessHouse();
const { environment } = commandLineOf(house);

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'trunkline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const ENCRYPTION_KEYS = keyRingText([randomKey('k1')]);

test('on that of `npm run up`, with its Redis and its address, where nothing else is said', async () => {
  const data = folder();
  const { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, ...others } = environment;
  onTestFinished(holdFolder(data, { mongodbUri, redisUrl, url: 'http://127.0.0.1:4444' }));
  const up = { ...others, TRUNKLINE_DATA: data };
  const { id } = await house.newTenant();
  const shown = await runWith(up, ['tenants', 'show', id]);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect((await runWith(up, ['queues', 'list'])).code).toBe(0);

  const person = ['--email', 'ada@example.com', '--name', 'Ada', '--role', 'viewer'];
  expect(await runWith(up, ['users', 'invite', '--tenant', id, ...person])).toMatchObject({
    code: 0,
    err: '',
  });
  const counts = async () => (await runWith(up, ['queues', 'list', '--json'])).out;
  expect(JSON.parse(await counts())).toMatchObject({ items: [{ waiting: 1 }] });
});

test('on the embedded engine’s folder while nothing runs, and without any Redis', async () => {
  const data = folder();
  mkdirSync(join(data, 'mongo'));
  const still = { NODE_ENV: 'test', TRUNKLINE_DATA: data, ENCRYPTION_KEYS };
  const tenant = ['--name', 'A', '--slug', 'acme', '--currency', 'EUR', '--time-zone', 'UTC'];
  expect(await runWith(still, ['tenants', 'create', ...tenant])).toMatchObject({ code: 0, err: '' });
  const { out } = await runWith(still, ['tenants', 'show', 'acme', '--json']);
  expect((JSON.parse(out) as Tenant).slug).toBe('acme');
  expect(await runWith(still, ['queues', 'list'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('(UNAVAILABLE)'),
  });
});

test('on what the files say that secrets lie in', async () => {
  const { MONGODB_URI, REDIS_URL, ENCRYPTION_KEYS: keys, ...others } = environment;
  const data = folder();
  const secrets = Object.entries({ MONGODB_URI, REDIS_URL, ENCRYPTION_KEYS: keys }).map(([name, secret]) => {
    const file = join(data, name);
    writeFileSync(file, secret);
    return [`${name}_FILE`, file];
  });
  const env = { ...others, TRUNKLINE_DATA: data, ...Object.fromEntries(secrets) };
  expect(await runWith(env, ['queues', 'list'])).toMatchObject({ code: 0, err: '' });
});

test.each([
  ['nothing was ever started', {}, 'MONGODB_URI names no other database.'],
  [
    'the database is away',
    { MONGODB_URI: 'mongodb://127.0.0.1:9/x', REDIS_URL: 'unix:///nowhere' },
    'The database cannot be reached at the moment. (UNAVAILABLE)',
  ],
  [
    'a variable is wrong',
    { MONGODB_URI: 'mongodb://127.0.0.1:9/x', ENCRYPTION_KEYS: 'short' },
    'Trunkline cannot start: one variable needs attention.\n  ENCRYPTION_KEYS ',
  ],
])('1 and a reason where %s', async (_, more, reason) => {
  const env = { TRUNKLINE_DATA: folder(), ENCRYPTION_KEYS, ...more };
  const { code, out, err } = await runWith(env, ['tenants', 'list']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(reason);
  expect(err).not.toContain('    at ');
});
