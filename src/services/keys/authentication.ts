/** Whether a key is good, and whose it is. A key that was used lately costs no round trip. */
import type { Identity } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { AuthenticationError } from '../../core/errors.ts';
import { keyScopes, type Permission } from '../../core/permissions.ts';
import { createRemembered } from '../../core/remembered.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { ApiKeys, StoredKey } from '../../models/api-keys.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { KeyAuthentication } from './keys.ts';
import type { LastUsed } from './last-used.ts';
import { digestOf, isSame, keyIdIn } from './text.ts';

interface Needs {
  readonly keys: Pick<ApiKeys, 'findById'>;
  /** Whose key it is comes out by looking it up. */
  readonly scope: SystemScope;
  readonly revocations: Pick<Revocations, 'isCurrent' | 'subscribe'>;
  readonly lastUsed: Pick<LastUsed, 'note'>;
  readonly clock: Clock;
}

/** All that is needed of a key to let somebody in. */
interface KnownKey {
  readonly identity: Identity;
  readonly secrets: readonly { readonly digest: Buffer; readonly untilMs: number }[];
  readonly untilMs: number;
  readonly revoked: boolean;
}

export function createAuthentication(needs: Needs): KeyAuthentication {
  const { keys, scope, revocations, lastUsed, clock } = needs;
  const remembered = createRemembered<KnownKey>({
    kind: 'key',
    revocations,
    clock,
    async load(id) {
      const found = await keys.findById(scope, id, { readPreference: 'primary' });
      return found === null ? undefined : knownKey(found);
    },
  });

  function admitted(key: KnownKey | undefined, text: string, ip: string): Identity {
    const digest = digestOf(text);
    const secret = key?.secrets.find((one) => isSame(one.digest, digest));
    // Whoever does not have the secret learns nothing about the key, not even that there is one.
    if (key === undefined || secret === undefined) throw refusal('KEY_UNKNOWN', 'There is no such API key.');
    if (key.revoked) throw refusal('KEY_REVOKED', 'This API key was revoked.');
    const now = clock.now().getTime();
    if (key.untilMs <= now) throw refusal('KEY_EXPIRED', 'This API key has expired.');
    if (secret.untilMs <= now) {
      throw refusal('KEY_EXPIRED', 'This API key was rotated, and the time of this secret is over.');
    }
    const { identity } = key;
    lastUsed.note(identity.id, identity.tenantId, ip, now);
    return identity;
  }

  return {
    authenticate(text, ip) {
      const key = remembered.get(keyIdIn(text));
      if (key instanceof Promise) return key.then((loaded) => admitted(loaded, text, ip));
      return admitted(key, text, ip);
    },
  };
}

function refusal(code: string, message: string): AuthenticationError {
  return new AuthenticationError(message, { code });
}

const grantable = new Set<string>(keyScopes);

function knownKey({ _id, tenantId, name, scopes, secrets, expiresAt, revokedAt }: StoredKey): KnownKey {
  // What a key was given when it was still to be had is not given any more.
  const granted = scopes.filter((scope): scope is Permission => grantable.has(scope));
  return {
    identity: Object.freeze({
      kind: 'key',
      id: _id,
      name,
      tenantId,
      role: undefined,
      permissions: new Set(granted),
      sessionId: undefined,
    }),
    secrets: secrets.map(({ hash, validUntil }) => ({
      digest: Buffer.from(hash, 'base64url'),
      untilMs: validUntil?.getTime() ?? Number.POSITIVE_INFINITY,
    })),
    untilMs: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    revoked: revokedAt !== undefined,
  };
}
