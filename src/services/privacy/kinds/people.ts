import { platformTenantId } from '../../../core/caller.ts';
import { createKeyedHash } from '../../../core/crypto/index.ts';
import type { KeyRing } from '../../../core/crypto/keys.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Kind } from '../kind.ts';
import { sealedIn } from '../of-repository.ts';

const because = 'Who signs in is known by an e-mail address and by no phone number.';

export function usersKind({ users }: Pick<Models, 'users'>, keys: KeyRing, scope: SystemScope): Kind {
  const emails = createKeyedHash(keys, 'user.email');
  return {
    name: 'users',
    description: 'People who sign in: names, addresses and second factors, all of them sealed.',
    collections: ['users'],
    retention: { because: 'A person is there until somebody removes them.' },
    erasure: { because },
    export: { because },
    sealed: [
      sealedIn(
        users,
        'users',
        {
          path: 'emailSealed',
          context: 'user.email',
          beside: (email) => ({ emailHash: emails.hash(email) }),
        },
        scope,
      ),
      sealedIn(users, 'users', { path: 'nameSealed', context: 'user.name' }, scope),
      sealedIn(users, 'users', { path: 'totp.secretSealed', context: 'user.totp' }, scope),
    ],
  };
}

export function sessionsKind({ sessions }: Pick<Models, 'sessions'>, scope: SystemScope): Kind {
  return {
    name: 'sessions',
    description: 'Who is signed in: the address and the browser of each sign-in, sealed.',
    collections: ['sessions'],
    retention: { because: 'The database forgets a session by itself, soon after it has ended.' },
    erasure: { because },
    export: { because },
    sealed: [sealedIn(sessions, 'sessions', { path: 'deviceSealed', context: 'session.device' }, scope)],
  };
}

export function signingKeysKind({ signingKeys }: Pick<Models, 'signingKeys'>, scope: SystemScope): Kind {
  const nobodys = 'The keys that sign access tokens are the platform’s and say nothing about anybody.';
  return {
    name: 'signing-keys',
    description: 'The keys that sign access tokens, sealed.',
    collections: ['signing_keys'],
    retention: { because: 'The database forgets a key by itself, a day after its last token has run out.' },
    erasure: { because: nobodys },
    export: { because: nobodys },
    sealed: [
      sealedIn(
        signingKeys,
        'signing_keys',
        {
          path: 'secretSealed',
          context: ({ _id: id }) => ({ tenantId: platformTenantId, field: 'signing-key.secret', id }),
        },
        scope,
      ),
    ],
  };
}
