import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eyesOf, maskEmail, maskName, maskPhone } from '../../src/core/masking.ts';
import { permissionsOf, roles } from '../../src/core/permissions.ts';

describe('who may see numbers in full', () => {
  test.each(['administrator', 'operator', 'service'] as const)('%s sees what is there', (role) => {
    const eyes = eyesOf({ permissions: permissionsOf(role) });
    expect(eyes.number('+14155550142')).toBe('+14155550142');
    expect(eyes.name('Ada Lovelace')).toBe('Ada Lovelace');
    expect(eyes.email('ada@example.com')).toBe('ada@example.com');
  });

  test('a viewer, and a key without the scope, sees masks', () => {
    for (const permissions of [permissionsOf('viewer'), new Set<never>()]) {
      const eyes = eyesOf({ permissions });
      expect(eyes.number('+14155550142')).toBe('+1 ••• ••• 0142');
      expect(eyes.name('Ada Lovelace')).toBe('A••• L•••');
      expect(eyes.email('ada@example.com')).toBe('a•••@•••.com');
    }
  });

  test('of what was said a viewer sees all but what is redacted', () => {
    const { text } = eyesOf({ permissions: permissionsOf('viewer') });
    expect(text('My card is 4111 1111 1111 1111, call +1 (415) 555-0142 at 10:30 about room 12.')).toBe(
      'My card is [card], call [phone] at 10:30 about room 12.',
    );
    expect(eyesOf({ permissions: permissionsOf('operator') }).text('4111 1111')).toBe('4111 1111');
  });

  test('is said by the permission and by nothing else', () => {
    for (const role of Object.keys(roles) as (keyof typeof roles)[]) {
      const permissions = permissionsOf(role);
      const open = eyesOf({ permissions }).number('+14155550142') === '+14155550142';
      expect(open).toBe(permissions.has('numbers:full'));
    }
  });
});

describe('a mask', () => {
  test.each([
    ['+442079460018', '+44 ••• ••• 0018'],
    ['+35315550199', '+353 ••• ••• 0199'],
    ['(415) 555-0142', '••• ••• 0142'],
    ['anonymous', '•••'],
    ['+1234567', '•••'],
    ['sip:ada@example.com', '•••'],
    ['', '•••'],
  ])('of the number %j is %s', (number, masked) => {
    expect(maskPhone(number)).toBe(masked);
  });

  test('of any number hides some of it, however it is written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[1-9][\d ()-]{0,20}$/), (number) => {
        const shown = maskPhone(number).replaceAll(/\D/g, '').length;
        const all = number.replaceAll(/\D/g, '').length;
        expect(all - shown).toBeGreaterThanOrEqual(Math.min(all, 1));
        expect(shown).toBeLessThanOrEqual(7);
      }),
    );
  });

  test('of a name or an address keeps a first letter and an ending, and not its length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{2,20}$/), fc.stringMatching(/^[a-z]{2,20}$/), (one, other) => {
        expect(maskName(`${one} ${other}`)).toBe(`${one[0]}••• ${other[0]}•••`);
        expect(maskEmail(`${one}@${other}.example.org`)).toBe(`${one[0]}•••@•••.org`);
      }),
    );
    expect(maskEmail('no address')).toBe('•••');
    expect(maskName('  ')).toBe('');
  });
});
