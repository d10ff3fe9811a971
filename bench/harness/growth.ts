import { aimsOf, maxWish } from './aims.ts';
import type { Case, Subject } from './cases.ts';
import { gauge } from './gauge.ts';
import { largest } from './statistics.ts';

interface Growth<State> {
  name: string;
  /** Each of its runs ends with a figure, of the same thing that goes on from round to round. */
  subject: Subject<State, number[]>;
  unit: string;
  /** The most that the last figure may be as a multiple of the first one. */
  aim: { max: number };
}

/** What is to stay as it is however long something goes on: read off at the end of each round. */
export function growth<State>({ name, subject, unit, aim: { max } }: Growth<State>): Case {
  const first = (values: number[]) => values[0] ?? Number.NaN;
  const last = (values: number[]) => values.at(-1) ?? Number.NaN;
  const inner = gauge({ name, baseline: subject.name, subjects: [subject], columns: [unit] });
  return {
    ...inner,
    columns: [
      { title: 'last to first', overRounds: (values) => last(values) / first(values) },
      { title: `first ${unit}`, overRounds: first },
      { title: `last ${unit}`, overRounds: last },
      { title: `most ${unit}`, overRounds: largest },
    ],
    aims: aimsOf({}, 0, [maxWish(max, 0, `≤ ${max} of the first`)]),
    async measure(call, durationMs) {
      const [figure = Number.NaN] = await inner.measure(call, durationMs);
      return [figure, figure, figure, figure];
    },
  };
}
