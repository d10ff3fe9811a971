/** The number that matters is the other party's; one that is not known is not said to be withheld. */
import { expect, test } from 'vitest';
import { otherNumber, ownNumber, speakerName } from '../../../dashboard/src/calls/parties.ts';

const [ours, theirs] = ['+14155550100', '+14155550142'];

test.each([
  [{ direction: 'inbound', from: theirs, to: ours }, theirs, ours],
  [{ direction: 'outbound', from: ours, to: theirs }, theirs, ours],
  [{ direction: 'inbound', from: null, to: ours }, 'Number withheld', ours],
  [{ direction: 'inbound', from: 'anonymous', to: ours }, 'Number withheld', ours],
  [{ direction: 'outbound', from: ours, to: null }, 'Number not known yet', ours],
  [{ direction: 'unknown', from: null, to: null }, 'Number not known yet', 'Number not known yet'],
] as const)('%j', (call, other, own) => {
  expect(otherNumber({ ...call, ended: false })).toBe(other);
  expect(ownNumber({ ...call, ended: false })).toBe(own);
});

test('nothing more is to come once a call has ended', () => {
  const call = { direction: 'unknown', from: null, to: null, ended: true } as const;
  expect([otherNumber(call), ownNumber(call)]).toEqual(['Number not known', 'Number not known']);
});

test.each([
  ['inbound', 'Caller'],
  ['outbound', 'Called party'],
  ['unknown', 'Other party'],
] as const)('who speaks in a call that is %s', (direction, name) => {
  expect(speakerName('caller', { direction })).toBe(name);
  expect(speakerName('agent', { direction })).toBe('Agent');
});
