import { expect, test } from 'vitest';
import { redactedNumbers } from '../../../src/core/redaction/line.ts';

const redacted = (value: object) => redactedNumbers(JSON.stringify(value), () => '[masked]');

test('a card is taken out of a line, and an id whose digits look like one stays whole', () => {
  const jobId = 'b598f253-3286-4326-85ac-b09b80e34d5a';
  expect(redacted({ jobId, said: 'it is 4111 1111 1111 1111' })).toBe(
    JSON.stringify({ jobId, said: 'it is [card]' }),
  );
});
