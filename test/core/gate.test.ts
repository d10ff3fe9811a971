import { expect, test } from 'vitest';
import { createBackground } from '../../src/core/background.ts';
import { createGate } from '../../src/core/gate.ts';

test('a gate lets so many in at a time, one after the other, and turns away who comes on top', async () => {
  const gate = createGate({ atOnce: 2, waiting: 2 });
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const doors: (() => void)[] = [];
  const enter = (who: number) =>
    gate.run(async () => {
      inside += 1;
      most = Math.max(most, inside);
      order.push(who);
      await new Promise<void>((resolve) => doors.push(resolve));
      inside -= 1;
      if (who === 1) throw new Error('fell');
    });
  const all = [0, 1, 2, 3].map(enter);
  await expect(enter(4)).rejects.toMatchObject({ status: 503 });
  const settled = Promise.allSettled(all);
  for (let left = 0; left < 4; left += 1) {
    while (doors.length === 0) await new Promise(setImmediate);
    doors.shift()?.();
  }
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(order).toEqual([0, 1, 2, 3]);
  expect(most).toBe(2);
});

test('background work is finished before the end, also what it begins itself, and its failure is logged', async () => {
  const warned: string[] = [];
  const background = createBackground({
    warn: (_line: object, text: string) => void warned.push(text),
  } as never);
  const done: string[] = [];
  background.run('one', async () => {
    await new Promise(setImmediate);
    background.run('two', async () => {
      await new Promise(setImmediate);
      done.push('two');
    });
  });
  background.run('three', () => Promise.reject(new Error('no')));
  await background.close();
  expect(done).toEqual(['two']);
  expect(warned).toEqual(['three failed']);
});
