import { expect, test } from 'vitest';
import { Email } from '../../src/contract/people.ts';

test('an address is one that mail can be sent to: at most 64 characters stand before its @', () => {
  expect(Email.safeParse(`${'a'.repeat(64)}@example.com`).success).toBe(true);
  expect(Email.safeParse(`${'a'.repeat(65)}@example.com`).success).toBe(false);
});
