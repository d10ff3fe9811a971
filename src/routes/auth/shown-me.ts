/** Whoever asks, as the contract has it. */
import type { Me } from '../../contract/access.ts';
import type { Caller } from '../../core/caller.ts';
import { permissionsOf } from '../../core/permissions.ts';
import type { People } from '../../services/people/index.ts';
import type { User } from '../../services/people/people.ts';

export const shownMe = (
  accounts: Pick<People['accounts'], 'nameOf' | 'emailOf'>,
  user: User,
  { sessionId }: Caller,
): Me => ({
  id: user._id,
  tenantId: user.tenantId,
  name: accounts.nameOf(user),
  role: user.role,
  email: accounts.emailOf(user),
  secondFactor: user.totp?.confirmed === true,
  recoveryCodesLeft: user.totp?.recoveryHashes.length ?? 0,
  permissions: [...permissionsOf(user.role)],
  sessionId: sessionId ?? '',
});
