/** When a tenant is told how much it has used: at 80% and at 100% of each of its limits, once in a period. */
import type { Account } from './account.ts';
import type { Limit } from './limits.ts';

export interface Mark {
  readonly which: 'soft' | 'hard';
  readonly percent: 80 | 100;
  readonly limit: number;
  /** Where an account has no period, the day: told at most once in it. */
  readonly day: string;
}

const percents = [100, 80] as const;

/** A changed limit is another one: 80% of it are news again. */
export const written = ({ which, percent, limit, day }: Mark) => `${which}:${percent}:${limit}:${day}`;

export function read(mark: string): Mark {
  const [which, percent, limit, day = ''] = mark.split(':');
  return {
    which: which as Mark['which'],
    percent: Number(percent) as Mark['percent'],
    limit: Number(limit),
    day,
  };
}

/**
 * The account with what is to be told now. What goes past both at once is told the higher one alone. A refusal counts
 * as 100% of the hard limit: there may never be room for the last few seconds of a month.
 */
export function withMarks(
  account: Account,
  {
    measured,
    refused,
    limit: { soft, hard },
    day = '',
  }: { measured: number; refused: boolean; limit: Limit; day?: string },
): Account {
  const limits = [
    { which: 'hard', limit: hard },
    // Two limits of one height are one.
    { which: 'soft', limit: soft === hard ? undefined : soft },
  ] as const;
  let { told, owed } = account;
  for (const { which, limit } of limits) {
    if (limit === undefined) continue;
    const reached = percents.filter(
      (percent) => (refused && which === 'hard') || (measured > 0 && measured * 100 >= limit * percent),
    );
    const marks = reached.map((percent) => written({ which, percent, limit, day }));
    const [highest] = marks;
    if (highest === undefined || told.includes(highest)) continue;
    told = [
      ...told.filter((mark) => read(mark).day === day),
      ...marks.filter((mark) => !told.includes(mark)),
    ];
    owed = [...owed, highest];
  }
  return told === account.told ? account : { ...account, told, owed };
}
