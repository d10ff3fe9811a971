/** How long a call is billed for, and whether those who counted agree. */
import type { FoldedCall } from '../../../core/calls/call.ts';
import type { FactOf } from '../../../core/calls/facts.ts';
import { preferred } from './prefer.ts';
import type { Times } from './times.ts';

type Durations = Pick<FoldedCall, 'billableSec' | 'billableFrom' | 'durationsDisagree'>;

export interface Counted {
  /** What the provider counted; the best of its numbers. */
  readonly seconds: number | undefined;
  billable(times: Times, how: { wasAnswered: boolean; endIsKnown: boolean }): Durations;
}

/** Providers round each number in a way of its own, and do not read their clocks at the same moment. */
const toleranceSec = 2;

/** The best one first. */
const measures = ['billed', 'corrected', 'rounded'] as const;

export function durations(facts: readonly FactOf<'duration'>[]): Counted {
  const counted = measures.flatMap((measure) => {
    const fact = preferred(facts.filter(({ content }) => content.measure === measure));
    return fact === undefined ? [] : [{ billableFrom: measure, seconds: fact.content.seconds }];
  });
  const [best] = counted;
  return {
    seconds: best?.seconds,
    billable({ answeredAt, endedAt }, { wasAnswered, endIsKnown }) {
      if (endedAt === undefined) return { durationsDisagree: false };
      const span = answeredAt && endIsKnown ? (endedAt.getTime() - answeredAt.getTime()) / 1000 : undefined;
      const all = [...counted.map(({ seconds }) => seconds), ...(span === undefined ? [] : [span])];
      const durationsDisagree = all.length > 1 && Math.max(...all) - Math.min(...all) > toleranceSec;
      if (!wasAnswered) return { billableSec: 0, billableFrom: 'none', durationsDisagree };
      if (best !== undefined) return { ...wholeSeconds(best.seconds, best.billableFrom), durationsDisagree };
      // When a lost call ended is a guess, and a guess is not billed.
      if (span === undefined) return { durationsDisagree };
      return { ...wholeSeconds(span, 'answered-to-ended'), durationsDisagree };
    },
  };
}

/** A second that was begun counts; what a product of fractions is off by does not. */
function wholeSeconds<From extends string>(seconds: number, billableFrom: From) {
  return { billableSec: Math.ceil(Math.round(seconds * 1000) / 1000), billableFrom };
}
