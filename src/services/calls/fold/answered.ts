import type { Fact } from '../../../core/calls/facts.ts';

/** Somebody says so, or it was counted: some providers tell only the end, and how long it took until then. */
export function wasAnswered(facts: readonly Fact[]): boolean {
  if (facts.some(({ kind }) => kind === 'answered')) return true;
  const completed = facts.some((each) => each.kind === 'ended' && each.content.as === 'completed');
  return completed && facts.some((each) => each.kind === 'duration' && each.content.seconds > 0);
}
