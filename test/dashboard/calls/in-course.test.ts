/** What came at one moment is read as a call goes; what came later stays later. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inCourse } from '../../../dashboard/src/calls/in-course.ts';
import type { Happening } from '../../../src/contract/calls.ts';

const at = (second: number) => `2026-03-01T12:00:0${second}.000Z`;
const told = (kind: string, second: number, content: Record<string, unknown> = {}): Happening => ({
  what: 'fact',
  at: at(second),
  id: `${kind} ${second} ${JSON.stringify(content)}`,
  kind,
  source: 'provider',
  receiptId: 'rcpt_1',
  content,
});
const receipt = (second: number): Happening => ({
  what: 'receipt',
  at: at(second),
  id: `receipt ${second}`,
  route: 'bland',
  state: 'done',
  problem: null,
  facts: null,
});
const event = (second: number, seq: number): Happening => ({
  what: 'event',
  at: at(second),
  id: `event ${seq}`,
  seq,
  type: 'call.updated',
});

const course: Happening[] = [
  receipt(0),
  told('placed', 0),
  told('started', 0),
  told('answered', 0),
  told('line', 0, { number: 1 }),
  told('line', 0, { number: 2 }),
  told('ended', 0),
  told('brand-new', 0),
  event(0, 1),
  receipt(1),
  told('started', 1),
  event(1, 2),
];

test('in whatever order they came', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(course, { minLength: course.length }), (shuffled) => {
      expect(inCourse(shuffled)).toEqual(course);
    }),
  );
});

test('what cannot be told apart stays as the server has it', () => {
  const notes = ['b', 'a', 'c'].map((message) => told('note', 0, { message }));
  expect(inCourse(notes)).toEqual(notes);
});
