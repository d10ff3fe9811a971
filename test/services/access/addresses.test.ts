import { describe, expect, test } from 'vitest';
import { createAddresses, networkOf } from '../../../src/services/access/addresses.ts';
import { codeOf } from './support/house.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is counted as %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

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
