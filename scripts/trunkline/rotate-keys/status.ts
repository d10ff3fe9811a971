/** How far the rotation of ENCRYPTION_KEYS is. */
import type { RotationStatus } from '../../../src/services/privacy/rotation/status.ts';
import type { Answer } from '../command.ts';
import { table } from '../output.ts';

/** Of all values that were seen: under the current key, under an older one, under none that is known. */
export function countsOf({ currentKey, fields }: RotationStatus) {
  const counts = { current: 0, older: 0, unreadable: 0 };
  for (const { seen, unreadable } of fields) {
    counts.unreadable += unreadable;
    for (const [key, count] of Object.entries(seen))
      counts[key === currentKey ? 'current' : 'older'] += count;
  }
  return counts;
}

export const isDone = ({ fields }: RotationStatus) => fields.every(({ done }) => done);

export function answerOf(status: RotationStatus): Answer {
  const { currentKey, fields, oldKeys } = status;
  const rows = table(
    fields,
    {
      field: ({ name }) => name,
      done: ({ done }) => (done ? 'yes' : 'no'),
      'values by key': ({ seen }) => Object.entries(seen).map(([key, count]) => `${key} ${count}`),
      unreadable: ({ unreadable }) => unreadable,
      'looked through': ({ passedAt }) => passedAt,
    },
    'Nothing is encrypted.',
  );
  const passes = fields.map(({ passedAt }) => Number(passedAt ?? 0));
  const since = new Date(Math.min(...passes)).toISOString();
  const old = oldKeys.map(({ id, neededBy }) =>
    neededBy.length === 0
      ? `Nothing needs ${id}: take it out of ENCRYPTION_KEYS, if every process has run with ${currentKey} in front since before ${since}.`
      : `${id} is still needed by: ${neededBy.join('; ')}.`,
  );
  const text = [`${currentKey} is the current key.`, '', rows, ...(old.length > 0 ? ['', ...old] : [])];
  return { data: status, text: text.join('\n') };
}
