/** Asks for an erasure. Of one number one is open at a time: whoever asks again is told of that one. */
import type { Caller } from '../../../core/caller.ts';
import type { Clock } from '../../../core/clock.ts';
import type { KeyedHash, SealedField } from '../../../core/crypto/index.ts';
import { ConflictError } from '../../../core/errors.ts';
import { newId } from '../../../core/ids.ts';
import type { Erasures, StoredErasure } from '../../../models/erasures.ts';
import type { Audit } from '../../audit/audit.ts';

export interface RequestParts {
  readonly erasures: Erasures;
  readonly number: SealedField;
  readonly numberHash: KeyedHash;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
}

export async function requestErasure(
  { erasures, number: sealed, numberHash, audit, clock }: RequestParts,
  caller: Caller,
  number: string,
): Promise<StoredErasure> {
  const { scope, tenantId, requestId } = caller;
  const open = () => erasures.findOne(scope, { openKey: { $in: numberHash.hashes(tenantId, number) } });
  const before = await open();
  if (before !== null) return before;

  const _id = newId('era');
  const now = clock.now();
  const hash = numberHash.hash(tenantId, number);
  const erasure: StoredErasure = {
    _id,
    tenantId,
    state: 'waiting',
    openKey: hash,
    numberHash: hash,
    number: sealed.seal({ _id, tenantId }, number),
    requestedBy: { kind: caller.kind, id: caller.id },
    requestId,
    pass: 1,
    removedInPass: 0,
    kindAt: 0,
    plan: [],
    report: [],
    rev: 0,
    createdAt: now,
    updatedAt: now,
  };
  const event = { action: 'erasure.requested', resource: { type: 'erasure', id: _id } } as const;
  try {
    await audit.record(scope, caller, event, () => erasures.insertOne(scope, erasure));
    return erasure;
  } catch (error) {
    // Somebody else asked for the same at the same time.
    const other = error instanceof ConflictError && error.code === 'DUPLICATE' ? await open() : null;
    if (other === null) throw error;
    return other;
  }
}
