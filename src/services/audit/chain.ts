/**
 * What makes entries a chain: each is hashed together with the hash of the one before it, so that none can be changed,
 * left out or put in without changing all that follow.
 */
import { createHash } from 'node:crypto';
import type { AuditEntry, Sealed } from '../../models/audit-entries.ts';
import type { Signature } from './signature.ts';

/** An entry that has no place in the chain yet. */
export type Draft = Omit<AuditEntry, 'tenantId' | 'seq' | 'prev' | 'hash' | 'macKey' | 'mac'>;

/** Where a chain ends. */
export type Head = Pick<AuditEntry, 'seq' | 'hash'>;

/** Before the first entry. */
export const origin: Head = { seq: 0, hash: '0'.repeat(64) };

export function linked(
  drafts: readonly Draft[],
  tenantId: string,
  head: Head,
  { keyId: macKey, sign }: Signature,
): AuditEntry[] {
  let { seq, hash: prev } = head;
  return drafts.map((draft) => {
    seq += 1;
    const entry = { ...draft, tenantId, seq, prev, macKey };
    const hash = hashOf(entry);
    prev = hash;
    return { ...entry, hash, mac: sign(hash) };
  });
}

/** Over a list in which every field has its place, there or not: no two entries are written the same way. */
export function hashOf(entry: Omit<AuditEntry, 'hash' | 'mac'>): string {
  const content = [
    'trunkline-audit-1',
    entry.prev,
    entry.macKey,
    entry.tenantId,
    entry.seq,
    entry._id,
    entry.at.toISOString(),
    entry.action,
    entry.outcome,
    entry.of ?? null,
    entry.failure ?? null,
    entry.resourceType,
    entry.resourceId,
    entry.actorKind,
    entry.actorId,
    entry.actorName ?? null,
    entry.ip ?? null,
    parts(entry.person),
    entry.requestId,
    entry.before ?? null,
    entry.after ?? null,
    parts(entry.personal),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function parts(sealed: Sealed | undefined): string[] | null {
  return sealed === undefined ? null : [sealed.key, sealed.envelope];
}
