import type { Aim, SubjectReport } from './cases.ts';
import { ratios } from './statistics.ts';

/** Who has to reach an aim, and what is asked of it beside another subject than the baseline. */
export interface AimOptions {
  /** The only subject that the aims are for. The default: all but the baseline. */
  subject?: string;
  /** The least, or the most, that the ratio to further subjects may be, where these are measured. */
  beside?: { subject: string; minRatio?: number; maxRatio?: number }[];
}

interface Wish {
  text: string;
  isMetBy(report: SubjectReport): boolean;
}

export function aimsOf({ subject, beside = [] }: AimOptions, ratioColumn: number, wishes: Wish[]): Aim[] {
  const isFor = ({ name }: SubjectReport) => subject === undefined || name === subject;
  const alone: Aim[] = wishes.map(({ text, isMetBy }) => ({
    judge: (report) => (isFor(report) ? { text, met: isMetBy(report) } : null),
  }));
  const compared: Aim[] = beside.map(({ subject, minRatio = 0, maxRatio = Number.POSITIVE_INFINITY }) => ({
    judge(report, all) {
      const other = all.find(({ name }) => name === subject);
      if (!isFor(report) || !other || other === report) return null;
      const { median } = ratios(report, other, ratioColumn);
      const limit = minRatio > 0 ? `≥ ${short(minRatio)}` : `≤ ${short(maxRatio)}`;
      return {
        text: `${short(median)} of ${subject} (${limit})`,
        met: median >= minRatio && median <= maxRatio,
      };
    },
  }));
  return [...alone, ...compared];
}

export function minRatioWish(minRatio: number): Wish {
  return {
    text: `ratio ≥ ${short(minRatio)}`,
    isMetBy: ({ ratio }) => ratio !== null && ratio.median >= minRatio,
  };
}

export function maxRatioWish(maxRatio: number): Wish {
  return {
    text: `ratio ≤ ${short(maxRatio)}`,
    isMetBy: ({ ratio }) => ratio !== null && ratio.median <= maxRatio,
  };
}

/** The most that a column's figure may be; `text` says it with its unit. */
export function maxWish(max: number, column: number, text: string): Wish {
  return { text, isMetBy: ({ figures }) => (figures[column] ?? Number.POSITIVE_INFINITY) <= max };
}

function short(ratio: number): string {
  return String(Number(ratio.toFixed(2)));
}
