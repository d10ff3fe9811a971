import { expect, test } from 'vitest';
import type { App } from '../../../src/app.ts';
import { createRegistry, registry } from '../../../src/core/queues/index.ts';
import { workersOf } from '../../../src/workers/index.ts';
import { defineWorker } from '../../../src/workers/runtime/define.ts';
import { checkPairs } from '../../../src/workers/runtime/pairs.ts';
import { testQueue } from '../../helpers/test-queue.ts';

const calls = testQueue({ name: 'calls' });
const bills = testQueue({ name: 'bills' });
const work = async () => {};

test('every queue of the product has exactly one worker', () => {
  // Nothing is run here that would need an app.
  expect(() => checkPairs(workersOf({} as App), registry)).not.toThrow();
});

test('one worker for each queue is right', () => {
  const both = [defineWorker(bills, work), defineWorker(calls, work)];
  expect(() => checkPairs(both, createRegistry([calls, bills]))).not.toThrow();
});

test.each([
  ['a queue without a worker', [defineWorker(calls, work)], 'the queue bills has no worker'],
  [
    'a queue with two workers',
    [defineWorker(calls, work), defineWorker(calls, work), defineWorker(bills, work)],
    'the queue calls has 2 workers',
  ],
  [
    'a worker without a queue',
    [defineWorker(calls, work), defineWorker(bills, work), defineWorker(testQueue({ name: 'stray' }), work)],
    'there is a worker for stray, which is no queue of the registry',
  ],
])('%s prevents the start, and is named', (_, all, message) => {
  expect(() => checkPairs(all, createRegistry([calls, bills]))).toThrow(
    `The workers cannot start: ${message}.`,
  );
});
