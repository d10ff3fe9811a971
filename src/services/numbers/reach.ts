/**
 * Which numbers somebody sees: those on their own connections, and those that they have on the platform's. A number
 * that is neither is as if there were none. Only its owner says whose it is; only whoever has it says who answers.
 */
import type { Caller } from '../../core/caller.ts';
import { AuthorizationError, ConflictError, NotFoundError } from '../../core/errors.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Numbers, StoredNumber } from '../../models/numbers.ts';

export const seenBy = ({ tenantId }: Pick<Caller, 'tenantId'>) => ({
  removedAt: { $exists: false },
  $or: [{ tenantId }, { holderId: tenantId }],
});

export async function existing(
  numbers: Pick<Numbers, 'findOne'>,
  everyone: SystemScope,
  caller: Caller,
  numberId: string,
): Promise<StoredNumber> {
  const filter = { _id: numberId, ...seenBy(caller) };
  const found = await numbers.findOne(everyone, filter, { readPreference: 'primary' });
  if (found === null) throw new NotFoundError('There is no number with this id.');
  return found;
}

export const isOwner = ({ tenantId }: Pick<Caller, 'tenantId'>, number: Pick<StoredNumber, 'tenantId'>) =>
  number.tenantId === tenantId;

export function assertOwner(caller: Caller, number: StoredNumber): void {
  if (isOwner(caller, number)) return;
  throw new AuthorizationError(
    'This number is on a connection of the platform, whose operator alone says whose it is.',
    { code: 'NUMBER_OF_THE_PLATFORM' },
  );
}

export function assertHolder({ tenantId }: Caller, { holderId }: StoredNumber): void {
  if (holderId === tenantId) return;
  if (holderId === undefined) {
    throw new ConflictError('Nobody has this number. Assign it first.', { code: 'NUMBER_NOT_ASSIGNED' });
  }
  throw new AuthorizationError(
    'Another tenant has this number, and says who answers there: name it in X-Tenant-Id.',
    { code: 'NUMBER_OF_A_TENANT' },
  );
}
