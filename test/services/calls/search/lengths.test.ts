import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthClasses, lengthClassOf } from '../../../../src/services/calls/search/lengths.ts';

const seconds = fc.nat({ max: 100_000 });

test('a call whose length is within a range is in one of the classes that are read for it', () => {
  fc.assert(
    fc.property(seconds, seconds, seconds, (length, one, other) => {
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      const isWithin = least <= length && length <= most;
      if (isWithin) expect(lengthClasses(least, most)).toContain(lengthClassOf(length));
    }),
  );
});

test('no more classes are read than a range touches', () => {
  expect(lengthClasses(1_900, 2_000)).toEqual([7]);
  expect(lengthClasses(10, 29)).toEqual([2]);
  expect(lengthClasses(undefined, 0)).toEqual([0]);
  expect(lengthClasses(20, 10)).toEqual([]);
  expect(lengthClasses()).toHaveLength(8);
});
