/** Somebody as the contract has them. */
import type { Person } from '../../contract/people.ts';
import type { Accounts } from '../../services/people/accounts.ts';
import type { User } from '../../services/people/people.ts';

export const shownBy =
  (accounts: Pick<Accounts, 'emailOf' | 'nameOf'>) =>
  (user: User): Person => ({
    id: user._id,
    email: accounts.emailOf(user),
    name: accounts.nameOf(user),
    role: user.role,
    status: user.status,
    secondFactor: user.totp?.confirmed === true,
    invitedUntil: (user.status === 'invited' && user.invitation?.expiresAt.toISOString()) || null,
    lastSignInAt: user.lastSignInAt?.toISOString() ?? null,
    createdAt: user.createdAt.toISOString(),
  });
