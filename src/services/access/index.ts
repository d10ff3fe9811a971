/** Everything about getting in: put together from what the process has. */
import { createBackground } from '../../core/background.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Config } from '../../core/config/index.ts';
import { createKeyedHash, createSealer } from '../../core/crypto/index.ts';
import type { Logger } from '../../core/logger/index.ts';
import { publicAddress } from '../../core/public-address.ts';
import { systemScope } from '../../core/tenancy.ts';
import type { Models } from '../../models/index.ts';
import type { Audit } from '../audit/audit.ts';
import type { Mail } from '../mail/mail.ts';
import type { Accounts } from '../people/accounts.ts';
import type { Revocations } from '../revocations/revocations.ts';
import type { TenantStatuses } from '../tenants/tenants.ts';
import type { SessionAuthentication } from './access.ts';
import { type AddressCounter, createAddresses } from './addresses.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { createSessionAuthentication } from './authentication.ts';
import { createCodes } from './codes.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createNewPasswords, type NewPasswords } from './new-password.ts';
import { createOwnAccount, type OwnAccount } from './own-account.ts';
import { createPasswordReset, type PasswordReset } from './password-reset.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createRefresh, type Refresh } from './refresh.ts';
import { createRefreshTokens } from './refresh-tokens.ts';
import { createSessionLists, type ListCache } from './session-lists.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIn, type SignIn } from './sign-in.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';
import { createAssertTenant, type TenantNames } from './tenant-state.ts';
import { accessTokenMs, createTokens } from './tokens.ts';

export interface AccessNeeds {
  readonly config: Pick<Config, 'ENCRYPTION_KEYS' | 'PUBLIC_URL' | 'CORS_ORIGINS' | 'HOST' | 'PORT'>;
  readonly models: Pick<Models, 'users' | 'sessions' | 'signingKeys' | 'signInFailures'>;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly mail: Mail;
  readonly revocations: Revocations;
  readonly tenants: TenantStatuses & TenantNames;
  readonly addressCounter: AddressCounter;
  readonly listCache: ListCache;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly passwords?: Passwords;
}

export interface Access {
  readonly sessions: SessionAuthentication & Pick<Sessions, 'list' | 'end'>;
  readonly signIn: SignIn;
  readonly refresh: Refresh;
  readonly own: OwnAccount;
  readonly passwordReset: PasswordReset;
  readonly invitations: Invitations;
  readonly newPasswords: NewPasswords;
  readonly attempts: Pick<Attempts, 'clear'>;
  readonly signingKeys: SigningKeys;
  /** Of pages that are ours, besides those that the request itself comes to. */
  readonly origins: readonly string[];
  /** Every session of that user has ended, or may do something else now. */
  readonly ended: (userId: string) => Promise<void>;
  close(): Promise<void>;
}

export function createAccess(given: AccessNeeds): Access {
  const { config, models, revocations, tenants, listCache, log } = given;
  const { clock = systemClock, passwords = createPasswords() } = given;
  const { ENCRYPTION_KEYS: ring, CORS_ORIGINS } = config;
  const address = publicAddress(config);
  const scope = systemScope('who signs in says an address or shows a token, and no tenant', log);
  const background = createBackground(log);
  const lists = createSessionLists(listCache);
  const ended = async (userId: string) => {
    await lists.forget(userId);
    await revocations.announce({ kind: 'user', id: userId });
  };
  const needs = {
    ...given,
    ...models,
    clock,
    scope,
    background,
    lists,
    ended,
    passwords,
    tenantName: async (tenantId: string) => (await tenants.nameOf(tenantId)) ?? '',
    // Behind the # it stays with the browser: no server, log or Referer has it.
    linkTo: (page: string, token: string) => `${address}/${page}#${token}`,
  };
  const signingKeys = createSigningKeys({ ...needs, sealer: createSealer(ring), tokenMs: accessTokenMs });
  const tokens = createTokens(signingKeys, clock);
  const refreshTokens = createRefreshTokens(createKeyedHash(ring, 'refresh-token'));
  const attempts = createAttempts(needs);
  const addresses = createAddresses(given.addressCounter, createKeyedHash(ring, 'address'));
  const assertTenant = createAssertTenant(tenants);
  const newPasswords = createNewPasswords(needs);
  const own = createSessions({ ...needs, tokens, refreshTokens });
  const all = { ...needs, tokens, attempts, addresses, assertTenant, newPasswords };
  const { authenticate } = createSessionAuthentication(all);
  return {
    sessions: { authenticate, list: own.list, end: own.end },
    signIn: createSignIn({ ...all, codes: createCodes(needs), sessions: own }),
    refresh: createRefresh({ ...all, own, refreshTokens }),
    own: createOwnAccount({ ...all, own }),
    passwordReset: createPasswordReset(all),
    invitations: createInvitations(all),
    newPasswords,
    attempts,
    signingKeys,
    origins: [...CORS_ORIGINS, new URL(address).origin],
    ended,
    close: background.close,
  };
}
