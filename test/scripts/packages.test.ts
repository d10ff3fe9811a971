import { describe, expect, test } from 'vitest';
import { samePackages } from '../../scripts/packages.mjs';

const wanted = {
  '': {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a-linux': { version: '1.0.0', optional: true },
  'node_modules/a-darwin': { version: '1.0.0', optional: true },
};
const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/a-linux': { version: '1.0.0' } };

describe('the installed packages are those of the lock file', () => {
  test("when another system's optional package is not there", () => {
    expect(samePackages(wanted, installed)).toBe(true);
  });

  test('not when one is missing', () => {
    expect(samePackages({ ...wanted, 'node_modules/b': { version: '1.0.0' } }, installed)).toBe(false);
  });

  test('not when one has another version, an optional one included', () => {
    const newer = { ...wanted, 'node_modules/a-linux': { version: '2.0.0', optional: true } };
    expect(samePackages(newer, installed)).toBe(false);
  });

  test('not when one is there that nobody asks for any more', () => {
    expect(samePackages(wanted, { ...installed, 'node_modules/c': { version: '1.0.0' } })).toBe(false);
  });
});
