/** What one message told was all told at one moment: it is read in the order in which a call goes. */
import type { Happening } from '../../../src/contract/calls.ts';

type Told = Extract<Happening, { what: 'fact' }>;

const course = [
  'placed',
  'started',
  'ringing',
  'answered',
  'answered-by',
  'caller',
  'metadata',
  'stream',
  'note',
  'input',
  'line',
  'transfer',
  'hang-up requested',
  'error',
  'ended',
  'lost',
  'duration',
  'recording',
  'recording.stored',
  'disposition',
  'summary',
  'findings',
  'cost',
];

const turns: readonly Happening['what'][] = ['receipt', 'fact', 'event'];

/** What has no place in a call's course comes last. */
const placeOf = ({ kind }: Told) => (course.includes(kind) ? course.indexOf(kind) : course.length);
const numberOf = ({ content }: Told) => (typeof content?.number === 'number' ? content.number : 0);

/** Otherwise as the server has them. */
export const inCourse = (items: readonly Happening[]): Happening[] => items.toSorted(compare);

function compare(one: Happening, other: Happening): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  if (one.what !== 'fact' || other.what !== 'fact')
    return turns.indexOf(one.what) - turns.indexOf(other.what);
  return placeOf(one) - placeOf(other) || numberOf(one) - numberOf(other);
}
