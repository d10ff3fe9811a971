import type { Step } from './commands.ts';
import type { Answer } from './compare.ts';

/** What the peer is known to do otherwise than MongoDB; each fault is avoided or evened out, for its reason. */
interface Fault {
  readonly reason: string;
  /** The step is left out. */
  readonly avoid?: (step: Step) => boolean;
  /** Part of the answers is not compared. */
  readonly even?: (step: Step, answer: Answer) => Answer;
}

/** Every value in a command, with the name it stands under. */
function contains(value: unknown, test: (name: string, value: unknown) => boolean): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([name, inner]) => test(name, inner) || contains(inner, test));
}
const uses = (step: Step, ...names: string[]) => contains(step.command, (name) => names.includes(name));

export const faults: readonly Fault[] = [
  {
    reason: 'a replacement by an equal document counts as modified',
    even: (step, answer) => {
      const [update] = step.command.updates ?? [];
      const replaces =
        update && !Array.isArray(update.u) && !Object.keys(update.u).some((name) => name.startsWith('$'));
      return replaces ? { ...answer, nModified: 0 } : answer;
    },
  },
  {
    reason: 'findAndModify whose update changes nothing answers n: 0 and updatedExisting: false',
    even: (step, answer) =>
      step.command.findAndModify && 'value' in answer ? { value: answer.value } : answer,
  },
  {
    reason: 'findAndModify, and an index made over duplicates, answer code 1 instead of 11000',
    even: (step, answer) =>
      (step.command.findAndModify || step.command.createIndexes) && answer.code === 1
        ? { code: 11000 }
        : answer,
  },
  {
    reason: 'two arrays in one compound index are let in, where MongoDB answers 171',
    avoid: (step) =>
      step.command.createIndexes ? Object.keys(step.command.indexes[0].key).length > 1 : false,
  },
  {
    reason: 'other codes for updates that cannot be made of a value as it is: 2, 14 and 28 change places',
    even: (_, answer) => ({
      ...answer,
      ...('code' in answer && [2, 14, 28].includes(answer.code) ? { code: 'not viable' } : {}),
      ...(answer.failures
        ? {
            failures: answer.failures.map((it: Answer) =>
              [2, 14, 28].includes(it.code) ? { ...it, code: 'not viable' } : it,
            ),
          }
        : {}),
    }),
  },
  {
    reason: '$pull with a regular expression takes nothing away',
    avoid: (step) =>
      contains(
        step.command,
        (name, value) => name === '$pull' && contains(value, (_, inner) => inner instanceof RegExp),
      ),
  },
  {
    reason: '$bucket answers unsorted now and then',
    avoid: (step) => uses(step, '$bucket'),
  },
];
