import type { Doc } from '../driver.ts';
import type { Step } from './commands.ts';
import type { Answer } from './compare.ts';

/** What the peer is known to do otherwise than MongoDB; each fault is avoided or evened out, for its reason. */
interface Fault {
  readonly reason: string;
  /** The step is left out. */
  readonly avoid?: (step: Step) => boolean;
  /** Part of the answers is not compared. */
  readonly even?: (step: Step, answer: Answer) => Answer;
  /** The answers differ as known, and what is stored with them: the sequence ends here. */
  readonly ends?: (step: Step, answers: readonly Answer[]) => boolean;
}

/** Every value in a command, with the name it stands under. */
function contains(value: unknown, test: (name: string, value: unknown) => boolean): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([name, inner]) => test(name, inner) || contains(inner, test));
}
/** Whether an update names a path and another below it, or one path twice. */
function conflicting(step: Step): boolean {
  const update = step.command.updates?.[0]?.u ?? step.command.update;
  if (update === null || typeof update !== 'object' || Array.isArray(update)) return false;
  const operators = Object.entries(update).filter(([operator]) => operator.startsWith('$'));
  const paths = operators.flatMap(([operator, fields]) =>
    operator === '$rename' ? Object.entries(fields as object).flat() : Object.keys(fields as object),
  );
  return paths.some((path, at) => paths.some((other, i) => i !== at && `${other}.`.startsWith(`${path}.`)));
}
const uses = (step: Step, ...names: string[]) => contains(step.command, (name) => names.includes(name));

export const faults: readonly Fault[] = [
  {
    reason: 'a replacement by an equal document, and a pipeline that changes nothing, count as modified',
    even: (step, answer) => {
      const [update] = step.command.updates ?? [];
      const byOperators = update && Object.keys(update.u).some((name) => name.startsWith('$'));
      return update && !byOperators ? { ...answer, nModified: 0 } : answer;
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
    reason: 'an update with conflicting paths is refused only where a document matches',
    avoid: conflicting,
  },
  {
    reason: 'an empty array sorts as null does; MongoDB sorts it before null',
    avoid: (step) =>
      contains(
        [step.command.documents, step.command.updates, step.command.update],
        (_, value) => Array.isArray(value) && value.length === 0,
      ),
    even: (step, answer) =>
      step.ordered && answer.found?.some((it: string) => it.includes('[]'))
        ? { found: 'in an order that may differ' }
        : answer,
  },
  {
    reason: 'a unique index with a descending field lets several documents in that lack the field',
    avoid: (step) => {
      const [index] = step.command.indexes ?? [];
      return index?.unique && Object.values(index.key).includes(-1);
    },
  },
  {
    reason:
      'a unique index below an array has no entry for an element that lacks the field; MongoDB has null',
    avoid: (step) => {
      const [index] = step.command.indexes ?? [];
      return index?.unique && Object.keys(index.key).some((path) => path.includes('.'));
    },
  },
  {
    reason: 'a projection may leave out a path and another below it; MongoDB refuses that (31249)',
    avoid: (step) => {
      const paths = Object.keys(step.command.projection ?? {});
      return paths.some((path) => paths.some((other) => other.startsWith(`${path}.`)));
    },
  },
  {
    reason: '$count of nothing answers 0 where the collection exists; MongoDB answers no document',
    even: (_, answer) => {
      if (!Array.isArray(answer.found)) return answer;
      const zero = '{"n":{"$numberInt":"0"}}';
      return {
        ...answer,
        found: answer.found.filter((it) => it !== zero).map((it) => it.replace(`[${zero}]`, '[]')),
      };
    },
  },
  {
    reason: '$lookup with fields and a pipeline joins everything to a document that lacks the local field',
    avoid: (step) =>
      contains(
        step.command,
        (name, value) => name === '$lookup' && value !== null && 'pipeline' in (value as object),
      ),
  },
  {
    reason:
      '$group leaves out _id and $first and $last of what is missing (MongoDB: null), and adds null to a set',
    avoid: (step) =>
      contains(step.command, (name, value) => {
        if (name === '$sortByCount') return typeof value === 'string';
        if (name !== '$group') return false;
        const { _id, v } = value as { _id: unknown; v?: object };
        return typeof _id === 'string' || Object.values(v ?? {}).some((path) => typeof path === 'string');
      }),
  },
  {
    reason: 'sorts by two arrays of one document, where MongoDB refuses (2)',
    avoid: (step) => {
      const sorts = [step.command.sort, ...(step.command.pipeline ?? []).map((stage: Doc) => stage.$sort)];
      const heads = (sort: object = {}) => new Set(Object.keys(sort).map((path) => path.split('.')[0]));
      return sorts.some((sort) => [...heads(sort)].filter((head) => head !== '_id').length > 1);
    },
  },
  {
    reason: '$addFields behind $unset, or behind a $project that leaves fields out, still sees them',
    avoid: (step) =>
      (step.command.pipeline ?? []).some(
        (stage: Doc, n: number, stages: Doc[]) =>
          (stage.$unset || Object.values(stage.$project ?? {}).includes(0)) && n < stages.length - 1,
      ),
  },
  {
    reason: '$inc and $mul that leave a number as it is count as modified',
    even: (step, answer) =>
      'nModified' in answer && uses(step, '$inc', '$mul') ? { ...answer, nModified: 0 } : answer,
  },
  {
    reason:
      '$inc and $mul take booleans for numbers (MongoDB: 14); $unset refuses to go by name into an array (MongoDB: nothing to do)',
    ends: (step, answers) => {
      const refused = answers.filter((it) => JSON.stringify(it).includes('not viable'));
      return uses(step, '$inc', '$mul', '$unset') && refused.length === 1;
    },
  },
  {
    reason: '$bucket answers unsorted now and then',
    avoid: (step) => uses(step, '$bucket'),
  },
];
