import type { Kind } from '../kind.ts';

export function viewsKind(): Kind {
  const because = 'A view keeps no filter that finds a caller.';
  return {
    name: 'views',
    description: 'Filters of the list of calls that people have given names.',
    collections: ['views'],
    retention: { because: 'A view is there until its owner removes it, or is removed.' },
    erasure: { because },
    export: { because },
    sealed: [],
  };
}
