/** trunkline keys: what is made there is good, what is revoked there is refused by every server within a second. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ApiKey, ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import { newId } from '../../../src/core/ids.ts';
import { accessHouse } from '../../helpers/access-house.ts';
import { commandLineOf } from './support/command-line.ts';

const house = await accessHouse();
const { ask, newTenant, newKey, person } = house;
const { trunkline, json, noted } = commandLineOf(house);

const use = async (key: string) => {
  const { status, code } = await ask({ key }, 'GET', '/v1/keys');
  return code ?? status;
};
const newKeyFor = (tenant: string, ...more: string[]) =>
  json<ApiKeyWithSecret>(
    'keys',
    'create',
    '--tenant',
    tenant,
    '--name',
    'CI',
    '--scopes',
    'keys:read',
    ...more,
  );

describe('create', () => {
  test('a key that is good at once, and noted without its secret', async () => {
    const { id, slug } = await newTenant();
    const { key, secret } = await newKeyFor(slug, '--mode', 'test', '--expires-at', '2999-01-01T00:00:00Z');
    expect(secret).toMatch(/^tl_test_/);
    expect(await use(secret)).toBe(200);
    expect(key).toMatchObject({
      scopes: ['keys:read'],
      createdBy: 'command-line',
      expiresAt: '2999-01-01T00:00:00.000Z',
    });
    const [entry] = await noted(id);
    expect(entry).toMatchObject({
      action: 'key.create',
      resource: { id: key.id },
      actor: { kind: 'command-line' },
    });
    expect(JSON.stringify(entry)).not.toContain(secret);
  });

  test('the secret is on standard output, once, and nowhere else', async () => {
    const { slug } = await newTenant();
    const args = [
      'keys',
      'create',
      '--tenant',
      slug,
      '--name',
      'CI',
      '--scopes',
      'calls:read,calls:write',
      '--verbose',
    ];
    const { out, err } = await trunkline(args);
    const [secret = '', ...more] = out.match(/tl_live_\S+/g) ?? [];
    expect(secret).not.toBe('');
    expect(more).toEqual([]);
    expect(err).toContain('a scope over all tenants');
    expect(err).not.toContain(secret);
    const { out: listed } = await trunkline(['keys', 'list', '--tenant', slug]);
    expect(listed).toContain('calls:read, calls:write');
    expect(listed).not.toContain(secret);
  });

  test.each([
    [['--scopes', 'calls:read,everything'], '--scopes (1): '],
    [['--scopes', ''], '--scopes: '],
    [['--scopes', 'calls:read', '--mode', 'dead'], '--mode: '],
    [['--scopes', 'calls:read', '--expires-at', 'tomorrow'], '--expires-at: '],
  ])('2 where a value does not fit: %j', async (more, message) => {
    const { code, err } = await trunkline(['keys', 'create', '--tenant', 'any', '--name', 'CI', ...more]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('1 for a tenant that there is not, and for the platform', async () => {
    for (const [tenant, reason] of [
      ['nobody', '(NOT_FOUND)'],
      ['platform', '(TENANT_NEEDED)'],
    ] as const) {
      const refused = await trunkline([
        'keys',
        'create',
        '--tenant',
        tenant,
        '--name',
        'CI',
        '--scopes',
        'calls:read',
      ]);
      expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining(reason) });
    }
  });
});

test('list shows what HTTP shows', async () => {
  const { id } = await newTenant();
  await newKey(id);
  await newKey(id);
  const { body } = await ask(person('operator', id), 'GET', '/v1/keys?limit=1');
  expect(await json('keys', 'list', '--tenant', id, '--limit', '1')).toEqual(body);
});

describe('rotate', () => {
  test('a new secret, beside which the old one is good for as long as is said', async () => {
    const { id } = await newTenant();
    const { key, secret: before } = await newKeyFor(id);
    const { secret } = await json<ApiKeyWithSecret>('keys', 'rotate', key.id, '--overlap-sec', '3600');
    expect(await use(secret)).toBe(200);
    expect(await use(before)).toBe(200);
    expect((await noted(id))[0]).toMatchObject({ action: 'key.rotate', actor: { kind: 'command-line' } });
  });

  test('asks only where the old one is refused at once', async () => {
    const { id } = await newTenant();
    const { key, secret: before } = await newKeyFor(id);
    expect(await trunkline(['keys', 'rotate', key.id, '--overlap-sec', '0'])).toMatchObject({
      code: 2,
      out: '',
    });
    expect(await use(before)).toBe(200);
    const { out } = await trunkline(['keys', 'rotate', key.id, '--overlap-sec', '0', '--json'], {
      answer: true,
    });
    expect(await use((JSON.parse(out) as ApiKeyWithSecret).secret)).toBe(200);
    await expect.poll(() => use(before)).toBe('KEY_EXPIRED');
  });

  test('1 for a revision that is over, 2 for an overlap that is too long', async () => {
    const { id } = await newTenant();
    const { key } = await newKeyFor(id);
    await json('keys', 'rotate', key.id);
    expect(await trunkline(['keys', 'rotate', key.id, '--rev', '1'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('(REVISION_OUTDATED)'),
    });
    const long = await trunkline(['keys', 'rotate', key.id, '--overlap-sec', '99999999']);
    expect(long).toMatchObject({ code: 2, err: expect.stringContaining('--overlap-sec: ') });
  });
});

describe('revoke', () => {
  test('a server that has the key warm refuses it a second later', async () => {
    const { id } = await newTenant();
    const { key, secret } = await newKeyFor(id);
    expect(await use(secret)).toBe(200);
    const revoked = await json<ApiKey>('keys', 'revoke', key.id, '--yes');
    // Not sooner or later by how busy this machine is: what was known longer ago than that is asked anew.
    await sleep(1_000);
    expect(await use(secret)).toBe('KEY_REVOKED');
    expect(revoked).toMatchObject({ id: key.id, status: 'revoked' });
    const [entry] = await noted(id);
    expect(entry).toMatchObject({
      action: 'key.revoke',
      resource: { id: key.id },
      actor: { kind: 'command-line' },
    });
    expect((await json<ApiKey>('keys', 'revoke', key.id, '--yes')).revokedAt).toBe(revoked.revokedAt);
  });

  test('asks first', async () => {
    const { id } = await newTenant();
    const { key, secret } = await newKeyFor(id);
    const { code, questions } = await trunkline(['keys', 'revoke', key.id], { answer: false });
    expect({ code, questions }).toEqual({ code: 1, questions: [`Revoke ${key.id} for good?`] });
    expect(await use(secret)).toBe(200);
  });

  test('1 where there is none', async () => {
    const refused = await trunkline(['keys', 'revoke', newId('key'), '--yes']);
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: 'There is no API key with this id. (NOT_FOUND)\n',
    });
  });
});
