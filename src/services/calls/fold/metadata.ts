/** What came along with a call, from all who say something of it. */
import type { FactOf } from '../../../core/calls/facts.ts';
import { callIdName } from '../../../core/calls/ids.ts';
import { comparePreference } from './prefer.ts';

/**
 * Together: a provider that knows only our own id of a call hides nothing of what its tenant gave along. Under one name
 * the tenant's own word counts, which a provider at best repeats. Our id is of use to nobody but us.
 */
/** In characters, as JSON: what is beyond that is in the facts alone. */
const mostCharacters = 32_000;

export function metadataOf(facts: readonly FactOf<'metadata'>[]): Record<string, unknown> | undefined {
  const ranked = facts.toSorted(comparePreference);
  const weakestFirst = [
    ...ranked.filter(({ source }) => source !== 'trunkline').reverse(),
    ...ranked.filter(({ source }) => source === 'trunkline').reverse(),
  ];
  // Not by assigning: a name such as __proto__ is a name like any other.
  const entries = weakestFirst
    .flatMap(({ content }) => Object.entries(content.values))
    .filter(([name]) => name !== callIdName);
  const strongestFirst = Object.entries(Object.fromEntries(entries)).reverse();
  let room = mostCharacters;
  const kept = strongestFirst.filter((entry) => {
    const size = JSON.stringify(entry).length;
    if (size > room) return false;
    room -= size;
    return true;
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept.reverse());
}
