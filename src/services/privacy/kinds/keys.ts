import type { ApiKeys } from '../../../models/api-keys.ts';
import type { Kind } from '../kind.ts';
import { removedAfterAny } from '../of-repository.ts';

export function keysKind(apiKeys: ApiKeys): Kind {
  return {
    name: 'keys',
    description: 'API keys: their names, a hash of each, and from which address one was last used.',
    collections: ['apiKeys'],
    retention: removedAfterAny(apiKeys, ['revokedAt', 'expiresAt'], {
      // The audit log needs nothing of it: its entries name keys themselves.
      from: 'when it was revoked or has expired; others are kept',
      days: { usual: 365, least: 30, most: 3_650 },
    }),
    erasure: { because: 'An API key belongs to a program of the tenant and to no number.' },
    export: { because: 'An API key belongs to a program of the tenant and to no number.' },
    // A hash of a random text needs no key, so keys outlive every rotation.
    sealed: [],
  };
}
