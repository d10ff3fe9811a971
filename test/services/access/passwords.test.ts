import { expect, test } from 'vitest';
import { createPasswords } from '../../../src/services/access/passwords.ts';

const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };

test('the same letters are the same password, however a keyboard composes them', async () => {
  const passwords = createPasswords(cheap);
  const stored = await passwords.hash('Z\u00fcrich am See');
  expect(await passwords.verify(stored, 'Zu\u0308rich am See')).toBe(true);
  expect(await passwords.verify(stored, 'Zurich am See')).toBe(false);
});

test('too many at once are turned away instead of filling the memory', async () => {
  const passwords = createPasswords(cheap);
  const all = await Promise.allSettled(Array.from({ length: 150 }, () => passwords.verify(undefined, 'x')));
  const refused = all.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(150 - 102);
  for (const one of refused) expect(one).toMatchObject({ reason: { code: 'UNAVAILABLE', retryAfterSec: 5 } });
  expect(await passwords.verify(undefined, 'x')).toBe(false);
});

test('a hash is outdated when any of its parameters has risen', async () => {
  const stored = await createPasswords(cheap).hash('x');
  expect(createPasswords(cheap).isOutdated(stored)).toBe(false);
  for (const name of ['memoryCost', 'timeCost'] as const) {
    expect(createPasswords({ ...cheap, [name]: 16 }).isOutdated(stored), name).toBe(true);
  }
  expect(
    createPasswords({ ...cheap, timeCost: 1 }).isOutdated(
      await createPasswords({ ...cheap, timeCost: 2 }).hash('x'),
    ),
  ).toBe(false);
});
