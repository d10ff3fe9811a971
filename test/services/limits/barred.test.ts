import { expect, test } from 'vitest';
import { createBarred } from '../../../src/services/limits/barred.ts';
import { testClock } from '../../helpers/clock.ts';

test('an address is turned away until its time is over', () => {
  const clock = testClock();
  const barred = createBarred(clock);
  barred.add('a', 1_000);
  clock.advance(999);
  expect(barred.leftMs('a')).toBe(1);
  expect(barred.leftMs('b')).toBeUndefined();
  clock.advance(1);
  expect(barred.leftMs('a')).toBeUndefined();
});

test('at most as many are remembered as there is room for, the latest of them', () => {
  const barred = createBarred(testClock(), 2);
  for (const address of ['a', 'b', 'a', 'c']) barred.add(address, 1_000);
  expect(['a', 'b', 'c'].filter((address) => barred.leftMs(address) !== undefined)).toEqual(['a', 'c']);
});
