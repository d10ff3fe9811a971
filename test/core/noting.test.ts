import { describe, expect, test } from 'vitest';
import { startNoting } from '../../src/core/noting.ts';
import { createOutage } from '../../src/core/outage.ts';

const silent = { warn: () => undefined, info: () => undefined, debug: () => undefined };
const outage = createOutage(silent as never, { begins: '', ends: '' });

/** Never on its own: what is written is written when it is closed. */
function house(
  write: (all: readonly (readonly [string, number])[]) => Promise<unknown>,
  everyMs = 1_000_000,
) {
  return startNoting<number>({ write, everyMs, outage });
}

describe('what was noted', () => {
  test('is written once, the newest of each', async () => {
    const written: (readonly [string, number])[] = [];
    const noting = house(async (all) => written.push(...all));
    for (let value = 0; value < 10; value += 1) noting.note('a', value);
    noting.note('b', 1);
    await noting.close();
    expect(written).toEqual([
      ['a', 9],
      ['b', 1],
    ]);
  });

  test('is written in parts, however much it is', async () => {
    const sizes: number[] = [];
    const noting = house(async (all) => sizes.push(all.length));
    for (let n = 0; n < 1_001; n += 1) noting.note(String(n), n);
    await noting.close();
    expect(sizes).toEqual([500, 500, 1]);
  });

  test('and could not be written is written later, but for what was noted since', async () => {
    const written = new Map<string, number>();
    let fails = 2;
    const noting = house(async (all) => {
      if (fails > 0) {
        fails -= 1;
        noting.note('a', 2);
        throw new Error('down');
      }
      for (const [id, value] of all) written.set(id, value);
    }, 1);
    noting.note('a', 1);
    noting.note('b', 1);
    await expect
      .poll(() => [...written].sort())
      .toEqual([
        ['a', 2],
        ['b', 1],
      ]);
    await noting.close();
  });
});
