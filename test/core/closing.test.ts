import { expect, test } from 'vitest';
import { createClosing } from '../../src/core/closing.ts';

function closingWithWords() {
  const words: string[] = [];
  return { words, closing: createClosing((message) => words.push(message)) };
}

test('closes in reverse order of opening, each part after the one before is closed', async () => {
  const { closing } = closingWithWords();
  const order: string[] = [];
  for (const name of ['database', 'redis', 'http']) {
    closing.add(name, async () => {
      order.push(`${name} closes`);
      await Promise.resolve();
      order.push(`${name} closed`);
    });
  }
  expect(await closing.close()).toEqual([]);
  expect(order).toEqual([
    'http closes',
    'http closed',
    'redis closes',
    'redis closed',
    'database closes',
    'database closed',
  ]);
});

test('names a part that fails and one that hangs, and closes the others', async () => {
  const { closing, words } = closingWithWords();
  let closed = false;
  closing.add('database', () => {
    closed = true;
  });
  closing.add('redis', () => Promise.reject(new Error('gone')));
  closing.add('http', () => new Promise(() => {}), { patienceMs: 10 });
  expect(await closing.close()).toEqual(['http', 'redis']);
  expect(words).toEqual(['http did not close within 0.01 s', 'redis failed to close']);
  expect(closed).toBe(true);
});

test('closes once, however often it is asked', async () => {
  const { closing } = closingWithWords();
  let times = 0;
  closing.add('database', () => {
    times += 1;
  });
  await Promise.all([closing.close(), closing.close()]);
  await closing.close();
  expect(times).toBe(1);
});

test('closes what is opened while it closes', async () => {
  const { closing } = closingWithWords();
  const order: string[] = [];
  closing.add('database', () => order.push('database'));
  closing.add('http', () => closing.add('late', () => order.push('late')));
  await closing.close();
  expect(order).toEqual(['late', 'database']);
});
