import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createIds, hashedId, type Id, isId, newId, type Prefix, prefixes } from '../../src/core/ids.ts';
import { testClock } from '../helpers/clock.ts';

const everyPrefix = Object.keys(prefixes) as Prefix[];
const anyPrefix = fc.constantFrom(...everyPrefix);
const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/** Read back by means of its own: the time that an id was made at. */
function timeOf(id: string): number {
  const digits = id.slice(id.indexOf('_') + 1, id.indexOf('_') + 11);
  return [...digits].reduce((sum, digit) => sum * 32 + crockford.indexOf(digit), 0);
}

describe('a new id', () => {
  it('is its prefix and 26 characters, for every prefix', () => {
    for (const prefix of everyPrefix) {
      expect(newId(prefix)).toMatch(new RegExp(`^${prefix}_[0-7][${crockford}]{25}$`));
    }
    expectTypeOf(newId('call')).toEqualTypeOf<Id<'call'>>();
  });

  it('sorts by when it was made, however the clock moves', () => {
    const steps = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(steps, (moves) => {
        const clock = testClock();
        const next = createIds(clock);
        const ids = moves.map((ms) => {
          clock.set(new Date(clock.now().getTime() + ms));
          return next('evt');
        });
        expect(ids).toEqual(ids.toSorted());
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('sorts within one millisecond, a hundred thousand times', () => {
    const next = createIds(testClock());
    const ids = Array.from({ length: 100_000 }, () => next('req'));
    const late = ids.filter((id, at) => id <= (ids[at - 1] ?? ''));
    expect(late).toHaveLength(0);
  });

  it('holds the time at which it was made', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(1), max: new Date(2 ** 48 - 1), noInvalidDate: true }), (date) => {
        expect(timeOf(createIds(testClock(date))('call'))).toBe(date.getTime());
      }),
    );
  });

  it('is made of chance besides: two processes make different ones at the same time', () => {
    const [one, other] = [createIds(testClock()), createIds(testClock())];
    expect(one('call')).not.toBe(other('call'));
    expect(timeOf(one('call'))).toBe(timeOf(other('call')));
  });

  it('comes from the time of day', () => {
    const before = systemClock.now().getTime();
    expect(timeOf(newId('call'))).toBeGreaterThanOrEqual(before);
  });
});

describe('a hashed id', () => {
  it('is the same for the same parts, for ever', () => {
    // Stored ids were made with it: this value must never change.
    expect(hashedId('call', 'conn_1', 'CA123')).toBe(hashedId('call', 'conn_1', 'CA123'));
    expect(hashedId('call', 'conn_1', 'CA123')).toBe('call_0vrdm53qn4qs5b46xdyzmcma1g');
  });

  it('differs as soon as prefix or parts differ', () => {
    const input = fc.tuple(anyPrefix, fc.array(fc.string(), { maxLength: 4 }));
    fc.assert(
      fc.property(input, input, ([prefix, parts], [otherPrefix, otherParts]) => {
        const same = prefix === otherPrefix && JSON.stringify(parts) === JSON.stringify(otherParts);
        const [one, other] = [hashedId(prefix, ...parts), hashedId(otherPrefix, ...otherParts)];
        expect(one.slice(one.indexOf('_')) === other.slice(other.indexOf('_'))).toBe(same);
      }),
    );
  });

  it('knows where one part ends and the next begins', () => {
    const ids = [['a', 'bc'], ['ab', 'c'], ['abc'], ['', 'abc'], ['abc', ''], []].map((parts) =>
      hashedId('fact', ...parts),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has the shape of every other id', () => {
    fc.assert(
      fc.property(anyPrefix, fc.string(), (prefix, part) => isId(prefix, hashedId(prefix, part)) === true),
    );
  });
});

describe('isId', () => {
  it('knows an id of its kind', () => {
    for (const prefix of everyPrefix) expect(isId(prefix, newId(prefix))).toBe(true);
  });

  it.each([
    ['another kind', newId('key')],
    ['a character too few', newId('call').slice(0, -1)],
    ['a character too many', `${newId('call')}0`],
    ['a line behind it', `${newId('call')}\n`],
    ['upper case', newId('call').toUpperCase()],
    ['a letter that is not in the alphabet', `call_${'0'.repeat(25)}u`],
    ['more than 128 bits', `call_8${'0'.repeat(25)}`],
    ['nothing', ''],
    ['no text', 5],
    ['no value', undefined],
  ])('refuses %s', (_, value) => {
    expect(isId('call', value)).toBe(false);
  });
});
