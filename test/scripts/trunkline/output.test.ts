import { expect, test } from 'vitest';
import { aligned, details, table } from '../../../scripts/trunkline/output.ts';
import { answerOf } from '../../../scripts/trunkline/rotate-keys/status.ts';

test('columns are as wide as their widest cell, and no line ends in spaces', () => {
  expect(aligned([['a', 'bb', 'c'], ['aaa', 'b'], []])).toBe('a    bb  c\naaa  b\n');
});

test('what is not there is a dash, and what is nested stands behind a point', () => {
  expect(details({ id: 'x', at: new Date(0), none: null, list: [], of: { one: 1, two: ['a', 'b'] } })).toBe(
    [
      'id      x',
      'at      1970-01-01T00:00:00.000Z',
      'none    -',
      'list    -',
      'of.one  1',
      'of.two  a, b',
    ].join('\n'),
  );
});

test('a list without rows says so', () => {
  expect(table([], { id: () => '' }, 'Nothing.')).toBe('Nothing.');
});

// Names come from whoever signs up, and are shown on the terminal of whoever may do everything.
test('nothing that somebody is called steers the terminal', () => {
  const name = 'Ada\u001b[2J\u001b]0;title\u0007\nroot  active\u2028x';
  const text = table([{ name }], { name: (row) => row.name }, '');
  expect(text.split('\n')).toHaveLength(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]/);
});

test('an old key may go when nothing needs it, and it is said since when that is so', () => {
  const field = (name: string, passedAt: string) => ({
    name,
    done: true,
    seen: { new: 3 },
    unreadable: 0,
    passedAt: new Date(passedAt),
  });
  const fields = [
    field('users.name', '2026-03-02T00:00:00Z'),
    field('mails.content', '2026-03-01T00:00:00Z'),
  ];
  const { text } = answerOf({ currentKey: 'new', fields, oldKeys: [{ id: 'old', neededBy: [] }] });
  expect(text).toContain('Nothing needs old: take it out of ENCRYPTION_KEYS');
  expect(text).toContain('with new in front since before 2026-03-01T00:00:00.000Z.');
});
