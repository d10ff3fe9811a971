/** The command as it is typed: a process of its own, beside a server that runs. */
import { expect, test } from 'vitest';
import type { ApiKeyWithSecret } from '../../../src/contract/keys.ts';
import { accessHouse } from '../../helpers/access-house.ts';
import { startChild } from '../../helpers/child.ts';
import { commandLineOf } from './support/command-line.ts';

const house = await accessHouse();
const { environment: env } = commandLineOf(house);

async function typed(...args: string[]) {
  const child = startChild(new URL('../../../scripts/trunkline.ts', import.meta.url), { args, env });
  const { code } = await child.ended;
  return { code, out: child.output(), err: child.errors() };
}

test('a key is made, used and revoked; nobody is there to be asked, and standard output is JSON alone', async () => {
  const { slug } = await house.newTenant();
  const args = ['--tenant', slug, '--name', 'CI', '--scopes', 'keys:read', '--json'];
  const made = await typed('keys', 'create', ...args);
  expect(made).toMatchObject({ code: 0, err: '' });
  const { key, secret } = JSON.parse(made.out) as ApiKeyWithSecret;
  const use = async () => (await house.ask({ key: secret }, 'GET', '/v1/keys')).status;
  expect(await use()).toBe(200);
  const unsure = await typed('keys', 'revoke', key.id);
  expect(unsure).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('--yes says so beforehand'),
  });
  expect(await typed('keys', 'revoke', key.id, '--yes', '--json')).toMatchObject({ code: 0, err: '' });
  await expect.poll(use).toBe(401);
});

test('1 with one reason, 2 with a hint, 0 with help', async () => {
  const [refused, wrong, help] = [
    await typed('tenants', 'show', 'nobody'),
    await typed('tenant'),
    await typed('--help'),
  ];
  expect(refused).toEqual({
    code: 1,
    out: '',
    err: 'There is no tenant with the id or the slug nobody. (NOT_FOUND)\n',
  });
  expect(wrong).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean tenants?') });
  expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Commands:') });
});
