/** Each kind of fact has plain words; what has none is shown as it was told, and never breaks the page. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factInWords } from '../../../dashboard/src/calls/fact-in-words.ts';
import { texts } from '../../../dashboard/src/texts.ts';
import { factContents } from '../../../src/core/calls/facts.ts';

const outbound = { direction: 'outbound' } as const;
const words = (kind: string, content: Record<string, unknown>) => factInWords(kind, content, outbound);

test('every kind has a title', () => {
  expect(Object.keys(texts.timeline.kinds).sort()).toEqual(Object.keys(factContents).sort());
});

test.each([
  [
    'started',
    { direction: 'outbound', from: '+14155550100', to: '+14155550142' },
    'The call began',
    'Outgoing · from +14155550100 · to +14155550142',
  ],
  ['ended', { as: 'no-answer' }, 'The call ended', 'nobody answered'],
  ['ended', { as: 'completed', by: 'caller' }, 'The call ended', 'after a talk · Ended by called party'],
  ['duration', { seconds: 65, measure: 'billed' }, 'How long it was', '1 min 5 s · as the provider bills it'],
  ['answered-by', { who: 'human' }, 'Who answered', 'a person'],
  ['line', { who: 'caller', text: 'Hello.' }, 'Called party spoke', 'Hello.'],
  ['input', { step: 2, digits: '17' }, 'Keys were pressed, or an answer spoken', 'pressed 17 · step 2'],
  ['cost', { micros: '8500', currency: 'USD' }, 'What the provider asks', '$0.0085'],
  ['cost', { micros: '-1250000', currency: 'USD' }, 'What the provider asks', '-$1.25'],
  [
    'recording',
    { id: 'RE1', state: 'completed', durationSec: 30 },
    'The provider has a recording',
    '30 s · RE1',
  ],
  [
    'placed',
    { by: 'key_1', agent: 'Reception' },
    'Somebody asked for this call',
    'by an API key (key_1) · agent Reception',
  ],
  ['noted', { note: 'note_1', what: 'removed', by: 'usr_1' }, 'A note was removed', 'by a person (usr_1)'],
  [
    'metadata',
    { values: { order: 7, of: { shop: 'x' } } },
    'What came along with the call',
    'order: 7, of: {"shop":"x"}',
  ],
  ['brand-new', { a: 1, b: null }, 'Something of another kind', 'a: 1'],
])('%s %j', (kind, content, title, note) => {
  expect(words(kind, content)).toEqual({ title, note });
});

test('what may not be seen says so', () => {
  expect(factInWords('caller', null, outbound).note).toBe('Your role does not show this');
});

test('whatever a newer version tells, there are words for it', () => {
  const kind = fc.constantFrom(...Object.keys(factContents), 'brand-new', 'constructor');
  const name = fc.constantFrom(
    'who',
    'as',
    'by',
    'values',
    'direction',
    'state',
    'seconds',
    'micros',
    'currency',
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', 'constructor', '8500', 'USD', '1$2', { toString: 1 }),
  );
  fc.assert(
    fc.property(kind, fc.dictionary(name, value), (told, content) => {
      const { title, note } = words(told, content);
      expect(title).not.toBe('');
      expect(typeof title).toBe('string');
      expect(typeof note).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});
