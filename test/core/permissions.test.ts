import { describe, expect, test } from 'vitest';
import {
  keyScopes,
  type Permission,
  permissions,
  permissionsOf,
  type Role,
  roles,
} from '../../src/core/permissions.ts';

const all = Object.keys(permissions) as Permission[];
const platform = all.filter((permission) => permission.startsWith('platform:'));

test('an administrator may do everything', () => {
  expect([...permissionsOf('administrator')].sort()).toEqual(all.toSorted());
});

describe.each(Object.keys(roles).filter((role) => role !== 'administrator') as Role[])('%s', (role) => {
  test('may do nothing to the platform', () => {
    for (const permission of platform) expect(permissionsOf(role).has(permission)).toBe(false);
  });
});

test('a viewer changes nothing and sees no number in full', () => {
  for (const permission of permissionsOf('viewer')) expect(permission).toMatch(/:read$/);
  expect(permissionsOf('viewer').has('recordings:read')).toBe(false);
});

test('a role that nobody knows may do nothing', () => {
  expect(permissionsOf('owner' as Role).size).toBe(0);
});

test('a key can be given neither the platform nor the making of people', () => {
  for (const scope of [...platform, 'users:write' as const]) expect(keyScopes).not.toContain(scope);
  expect(keyScopes).toContain('calls:read');
});
