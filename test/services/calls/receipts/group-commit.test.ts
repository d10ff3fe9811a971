import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../../src/core/errors.ts';
import { createGroupCommit } from '../../../../src/services/calls/receipts/group-commit.ts';

const usual = { patienceMs: 10_000, maxItems: 100, maxWaiting: 1_000 };

/** A store whose writes end when the test says so. */
function gate() {
  const open: (() => void)[] = [];
  const batches: (readonly number[])[] = [];
  return {
    batches,
    async commit(items: readonly number[]) {
      batches.push(items);
      await new Promise<void>((resolve) => open.push(resolve));
      return items.map((item) => item * 10);
    },
    async let() {
      await expect.poll(() => open.length).toBeGreaterThan(0);
      open.shift()?.();
    },
  };
}

describe('many at the same time', () => {
  test('are one write, and each gets its own result', async () => {
    const { commit, batches, let: release } = gate();
    const group = createGroupCommit({ commit, ...usual });
    const all = Promise.all([1, 2, 3].map(group.write));
    await release();
    expect(await all).toEqual([10, 20, 30]);
    expect(batches).toEqual([[1, 2, 3]]);
    await group.idle();
  });

  test('those who come meanwhile are the next write, and no write is larger than it may be', async () => {
    const { commit, batches, let: release } = gate();
    const group = createGroupCommit({ commit, ...usual, maxItems: 2 });
    const first = group.write(1);
    await expect.poll(() => batches.length).toBe(1);
    const rest = Promise.all([2, 3, 4].map(group.write));
    await release();
    await release();
    await release();
    expect(await first).toBe(10);
    expect(await rest).toEqual([20, 30, 40]);
    expect(batches).toEqual([[1], [2, 3], [4]]);
    await group.idle();
  });

  test('a write that fails fails those who are in it, and nobody else', async () => {
    let calls = 0;
    const group = createGroupCommit<number, number>({
      ...usual,
      async commit(items) {
        calls += 1;
        if (calls === 1) throw new Error('the disk is full');
        return [...items];
      },
    });
    await expect(group.write(1)).rejects.toThrow('the disk is full');
    expect(await group.write(2)).toBe(2);
    await group.idle();
  });
});

describe('nobody waits longer than they may', () => {
  test('what is under way is refused, and so is what waits behind it, which is then never written', async () => {
    const { commit, batches, let: release } = gate();
    const group = createGroupCommit({ commit, ...usual, patienceMs: 50 });
    const first = expect(group.write(1)).rejects.toBeInstanceOf(Unavailable);
    await expect.poll(() => batches.length).toBe(1);
    await Promise.all([first, expect(group.write(2)).rejects.toBeInstanceOf(Unavailable)]);
    await release();
    await group.idle();
    expect(batches).toEqual([[1]]);
  });

  test('of more than may wait the rest is refused at once', async () => {
    const { commit, let: release } = gate();
    const group = createGroupCommit({ commit, ...usual, maxWaiting: 1 });
    const first = group.write(1);
    await expect(group.write(2)).rejects.toBeInstanceOf(Unavailable);
    await release();
    expect(await first).toBe(10);
    await group.idle();
  });
});
