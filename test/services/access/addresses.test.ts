import { describe, expect, test } from 'vitest';
import { createAddresses } from '../../../src/services/access/addresses.ts';
import { codeOf } from './support/house.ts';

describe('while Redis is away', () => {
  const away = {
    take: () => Promise.reject(new Error('away')),
    giveBack: () => Promise.reject(new Error('away')),
  };
  const addresses = createAddresses(away, { hash: (...parts) => parts.join() });

  test('nobody is asked for a password', async () => {
    await expect(addresses.begin('203.0.113.7')).rejects.toMatchObject({ status: 503, retryAfterSec: 5 });
  });

  test('who was let in before is not thrown out', async () => {
    expect(await codeOf(addresses.forgive('203.0.113.7'))).toBe('none');
  });
});
