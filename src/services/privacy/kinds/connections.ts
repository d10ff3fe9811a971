import { createKeyedHash } from '../../../core/crypto/index.ts';
import type { KeyRing } from '../../../core/crypto/keys.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Kind } from '../kind.ts';
import { sealedIn } from '../of-repository.ts';

export function connectionsKind(
  { connections }: Pick<Models, 'connections'>,
  keys: KeyRing,
  scope: SystemScope,
): Kind {
  const fingerprint = createKeyedHash(keys, 'connection.secrets');
  const because = 'An account at a provider is a business’s, and no number of a caller is in it.';
  return {
    name: 'connections',
    description: 'Accounts at providers: their names, and what opens them and signs for them, sealed.',
    collections: ['connections'],
    retention: { because: 'A connection is there until somebody removes it.' },
    erasure: { because },
    export: { because },
    sealed: [
      sealedIn(
        connections,
        'connections',
        { path: 'credentialsSealed', context: 'connection.credentials' },
        scope,
      ),
      sealedIn(
        connections,
        'connections',
        {
          path: 'secretsSealed',
          context: 'connection.secrets',
          // As services/connections/vault.ts makes them: where no two connections may have one secret.
          beside(text) {
            const { provider, values } = JSON.parse(text) as { provider: string; values: string[] };
            return provider === 'bland' ? { fingerprints: values.map((one) => fingerprint.hash(one)) } : {};
          },
        },
        scope,
      ),
    ],
  };
}

export function numbersKind(): Kind {
  const because = 'These are the numbers of businesses, at which callers call, and no caller’s.';
  return {
    name: 'numbers',
    description: 'The numbers that tenants are called at, who had them since when, and what is said there.',
    collections: ['numbers'],
    retention: { because: 'A number and its history are there until its connection is removed.' },
    erasure: { because },
    export: { because },
    sealed: [],
  };
}
