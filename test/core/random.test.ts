import { expect, it } from 'vitest';
import { fewRandomBytes } from '../../src/core/random.ts';

it('gives as many as are asked for, none of them twice', () => {
  const all = Array.from({ length: 5_000 }, (_, index) => fewRandomBytes(10 + (index % 5)));
  expect(all.every(({ length }, index) => length === 10 + (index % 5))).toBe(true);
  expect(new Set(all.map((bytes) => bytes.toString('hex'))).size).toBe(all.length);
});

it('gives bytes that nobody else writes to', () => {
  const [first] = [fewRandomBytes(12)];
  const before = first.toString('hex');
  for (let index = 0; index < 1_000; index += 1) fewRandomBytes(12).fill(0);
  expect(first.toString('hex')).toBe(before);
});
