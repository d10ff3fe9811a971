import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from '../../src/core/network.ts';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  // How a socket that serves both families names it, in both ways of writing.
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  // Whatever a proxy says stands for itself.
  ['unknown', 'unknown'],
  ['', ''],
  // A connection that is gone has no address.
  [undefined, ''],
])('%s counts as %s', (ip, counted) => {
  expect(networkOf(ip)).toBe(counted);
});

test('addresses of IPv6 count together where their first 64 bits are the same, and only there', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const network = fc.tuple(fc.integer({ min: 1, max: 0xffff }), group, group, group);
  const host = fc.tuple(group, group, group, group);
  const text = (...groups: number[]) => groups.map((each) => each.toString(16)).join(':');
  fc.assert(
    fc.property(network, network, host, host, (one, other, a, b) => {
      expect(networkOf(text(...one, ...a))).toBe(networkOf(text(...one, ...b)));
      const same = text(...one) === text(...other);
      expect(networkOf(text(...one, ...a)) === networkOf(text(...other, ...a))).toBe(same);
    }),
  );
});
