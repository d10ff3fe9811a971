import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longest } from './longest-first.ts';

test('every file that is said to take long is there', () => {
  const isMissing = (name: string) => !existsSync(join(import.meta.dirname, '..', name));
  expect(longest.filter(isMissing)).toEqual([]);
});
