/**
 * Which of several facts of a kind counts. Nothing of when or in which order they arrived is asked, so that the same
 * facts always come to the same call.
 */
import { canonicalJson } from '../../../core/calls/canonical-json.ts';
import { type Fact, type FactSource, factSources } from '../../../core/calls/facts.ts';

const rank = (source: FactSource) => factSources.indexOf(source);
const time = ({ at }: Fact) => at?.getTime() ?? Number.NEGATIVE_INFINITY;
const fullness = ({ content }: Fact) => canonicalJson(content).length;

/** What the provider says of its own accord, then the latest, then the fuller; their hashes decide the rest. */
export function comparePreference(one: Fact, other: Fact): number {
  return (
    rank(one.source) - rank(other.source) ||
    compare(time(other), time(one)) ||
    fullness(other) - fullness(one) ||
    (one.key < other.key ? -1 : Number(one.key > other.key))
  );
}

/** Infinities are equal to themselves here, which subtracting does not find. */
const compare = (one: number, other: number) => (one < other ? -1 : Number(one > other));

export function preferred<F extends Fact>(facts: readonly F[]): F | undefined {
  return facts.reduce<F | undefined>(
    (best, each) => (best === undefined || comparePreference(each, best) < 0 ? each : best),
    undefined,
  );
}
