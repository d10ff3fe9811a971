/** The call that a request is about. */
import { NotFoundError } from '../../core/errors.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { Calls, StoredCall } from '../../models/calls.ts';

type Reading = Parameters<Calls['findById']>[2];

/** Fails with NotFoundError, also where it is another tenant's. */
export async function existingCall(
  calls: Pick<Calls, 'findById'>,
  scope: TenantScope,
  callId: string,
  reading?: Reading,
): Promise<StoredCall> {
  const call = await calls.findById(scope, callId, reading);
  if (call === null) throw new NotFoundError('There is no call with this id.', { code: 'CALL_NOT_FOUND' });
  return call;
}
