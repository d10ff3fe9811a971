import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRegistry, defineQueue, jobPayload, registry } from '../../src/core/queues/index.ts';
import { testQueue } from '../helpers/test-queue.ts';

describe('a queue', () => {
  test('has what is usual where it says nothing', () => {
    const payload = jobPayload({ callId: z.string() });
    const queue = defineQueue({ name: 'calls', payload, concurrency: { floor: 1, ceiling: 5 } });
    expect(queue).toMatchObject({ attempts: 3, priority: 'medium', retention: { failed: 10_000 } });
  });

  test.each([
    [{ name: 'Calls' }, /a name of lower-case letters/],
    [{ name: 'calls:late' }, /a name of lower-case letters/],
    [{ attempts: 0 }, /at least one attempt/],
    [{ backoff: { firstMs: 10, capMs: 5 } }, /a cap that is not below its first wait/],
    [{ concurrency: { floor: 0, ceiling: 5 } }, /a whole number as the floor/],
    [{ concurrency: { floor: 1, ceiling: 2.5 } }, /a whole number as the floor and the ceiling/],
    [{ concurrency: { floor: 3, ceiling: 2 } }, /a ceiling that is not below its floor/],
  ])('%j is refused where it is defined', (settings, message) => {
    expect(() => testQueue(settings)).toThrow(message);
  });
});

describe('the registry', () => {
  test('refuses two queues of one name', () => {
    const queues = [testQueue({ name: 'calls' }), testQueue({ name: 'calls' })];
    expect(() => createRegistry(queues)).toThrow('two queues are called calls');
  });

  test('knows a queue by itself, not by its name', () => {
    const queue = testQueue({ name: 'calls' });
    const { has } = createRegistry([queue]);
    expect(has(queue)).toBe(true);
    expect(has(testQueue({ name: 'calls' }))).toBe(false);
  });

  test('of the product can be built', () => {
    expect(registry.queues.every(registry.has)).toBe(true);
  });
});
