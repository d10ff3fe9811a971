/** Verifies the chain of a tenant as it lies in the database, entry by entry, however many there are. */
import { setImmediate } from 'node:timers/promises';
import type { AuditVerification } from '../../contract/audit.ts';
import type { Clock } from '../../core/clock.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { AuditEntries } from '../../models/audit-entries.ts';
import type { Anchor, Anchoring } from './anchors.ts';
import type { Signature } from './signature.ts';
import { createWalk, type Fault, flaws } from './verification.ts';

/** After how many entries they have it. */
const turn = 100;

export interface Verifier {
  /** `known`: anchors from elsewhere, such as AUDIT_ANCHOR_FILE, besides that of the database. */
  verify(scope: TenantScope, known?: readonly Anchor[]): Promise<AuditVerification>;
}

export interface VerifierOptions {
  readonly entries: AuditEntries;
  readonly anchors: Pick<Anchoring, 'of'>;
  readonly signature: Signature;
  readonly clock: Clock;
}

export function createVerifier({ entries, anchors, signature, clock }: VerifierOptions): Verifier {
  async function walk(scope: TenantScope, known: readonly Anchor[]): Promise<AuditVerification> {
    const tenantId = tenantOf(scope);
    // Before the entries: what is appended meanwhile is further than this.
    const anchor = await anchors.of(scope);
    const chain = createWalk(tenantId, [...(anchor ? [anchor] : []), ...known], signature);
    let firstFault: Fault | undefined;
    for await (const entry of entries.cursor(scope, {}, { sort: { seq: 1 }, readConcern: 'majority' })) {
      firstFault = chain.next(entry);
      if (firstFault !== undefined) break;
      // What the driver has at hand comes without a pause, and others wait for their turn.
      if (entry.seq % turn === 0) await setImmediate();
    }
    firstFault ??= chain.end();
    return {
      ok: firstFault === undefined,
      entries: chain.head.seq,
      hash: chain.head.hash,
      firstFault: firstFault === undefined ? null : explained(firstFault),
      verifiedAt: clock.now().toISOString(),
    };
  }

  const running = new Map<string, Promise<AuditVerification>>();

  return {
    verify(scope, known) {
      if (known !== undefined) return walk(scope, known);
      // A long chain is walked once, however many ask for it meanwhile.
      const tenantId = tenantOf(scope);
      const work = running.get(tenantId) ?? walk(scope, []).finally(() => running.delete(tenantId));
      running.set(tenantId, work);
      return work;
    },
  };
}

function explained({ seq, id, flaw }: Fault) {
  return { seq, id: id ?? null, flaw, reason: flaws[flaw] };
}
