/** Keys as their tenant manages them. */
import type {
  ApiKey,
  ApiKeyChange,
  ApiKeyWithSecret,
  KeyQuery,
  KeyRotation,
  NewApiKey,
} from '../../contract/keys.ts';
import type { Caller } from '../../core/caller.ts';
import type { Clock } from '../../core/clock.ts';
import { type Page, pageOf, placeOf } from '../../core/cursor.ts';
import { defined } from '../../core/defined.ts';
import { isId } from '../../core/ids.ts';
import type { ApiKeys } from '../../models/api-keys.ts';
import type { Audit } from '../audit/audit.ts';
import type { Revocations } from '../revocations/revocations.ts';
import { createKeyChange } from './change.ts';
import { createKey } from './create.ts';
import { assertMayGive } from './may-give.ts';
import { newSecrets } from './secrets.ts';
import { newKeyText } from './text.ts';
import { shown } from './view.ts';

export interface KeyManagement {
  list(caller: Caller, query: KeyQuery): Promise<Page<ApiKey>>;
  get(caller: Caller, keyId: string): Promise<ApiKey>;
  create(caller: Caller, key: NewApiKey): Promise<ApiKeyWithSecret>;
  change(caller: Caller, keyId: string, change: ApiKeyChange): Promise<ApiKey>;
  rotate(caller: Caller, keyId: string, rotation: KeyRotation): Promise<ApiKeyWithSecret>;
  /** Also where it is revoked already. */
  revoke(caller: Caller, keyId: string): Promise<ApiKey>;
}

export interface KeyNeeds {
  readonly keys: ApiKeys;
  readonly audit: Pick<Audit, 'record'>;
  readonly revocations: Pick<Revocations, 'announce'>;
  readonly clock: Clock;
  /** How many a tenant may have that are not revoked. */
  readonly most: number;
}

export function createKeyManagement(needs: KeyNeeds): KeyManagement {
  const { keys, clock } = needs;
  const { existing, change } = createKeyChange(needs);
  return {
    async list({ scope }, { limit, cursor }) {
      const below = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('key', place));
      const filter = below === undefined ? {} : { _id: { $lt: below } };
      const found = await keys.find(scope, filter, { sort: { _id: -1 }, limit: limit + 1 });
      const now = clock.now();
      return pageOf(found, limit, (key) => shown(key, now));
    },
    async get({ scope }, keyId) {
      return shown(await existing(scope, keyId), clock.now());
    },
    create: (caller, key) => createKey(needs, caller, key),
    change: (caller, keyId, { rev, expiresAt, ...rest }) =>
      change(caller, keyId, {
        action: 'key.change',
        rev,
        fields({ scopes }) {
          const added = rest.scopes?.filter((scope) => !scopes.includes(scope)) ?? [];
          assertMayGive(caller, added);
          return {
            ...defined(rest),
            ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
          };
        },
      }),
    async rotate(caller, keyId, { rev, overlapSec }) {
      let secret = '';
      const key = await change(caller, keyId, {
        action: 'key.rotate',
        rev,
        fields(stored) {
          // Whoever has the new secret can do all that the key can.
          assertMayGive(caller, stored.scopes);
          secret = newKeyText(stored._id, stored.mode);
          return { secrets: newSecrets(stored.secrets, secret, overlapSec, clock.now()) };
        },
      });
      return { key, secret };
    },
    revoke: (caller, keyId) =>
      change(caller, keyId, {
        action: 'key.revoke',
        fields: ({ revokedAt = clock.now() }) => ({ revokedAt }),
      }),
  };
}
