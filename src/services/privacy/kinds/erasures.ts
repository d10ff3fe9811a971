import type { SystemScope } from '../../../core/tenancy.ts';
import type { Erasures } from '../../../models/erasures.ts';
import type { Kind } from '../kind.ts';
import { removedAfter, sealedIn } from '../of-repository.ts';

/** What the number of an erasure is sealed for. */
export const erasureNumber = 'erasure.number';

export function erasuresKind(erasures: Erasures, scope: SystemScope): Kind {
  return {
    name: 'erasures',
    description:
      'What was asked to be erased, and what came of it. The number is in it while the work lasts.',
    collections: ['erasures'],
    retention: removedAfter(erasures, 'finishedAt', {
      from: 'the end of the erasure; one that is under way is kept',
      // As long as somebody may ask for proof.
      days: { usual: 1_095, least: 365, most: 3_650 },
    }),
    erasure: { because: 'An erasure forgets its number by itself when it is done.' },
    export: { because: 'An erasure holds what was removed as counts, and nothing about anybody.' },
    sealed: [sealedIn(erasures, 'erasures', { path: 'number', context: erasureNumber }, scope)],
  };
}
