/**
 * Verifies the chain of a tenant as it lies in the database. It is read in pages, so that a million entries need no
 * more memory than a thousand; and whoever waits for an answer gets it in pieces, each with the place where the next
 * one begins. Nothing is kept in between, so any instance goes on, and nothing is left behind by who stops asking.
 */
import { setImmediate } from 'node:timers/promises';
import type { AuditVerification } from '../../contract/audit.ts';
import type { Clock } from '../../core/clock.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { AuditEntries } from '../../models/audit-entries.ts';
import type { Anchor, Anchoring } from './anchors.ts';
import type { Signature } from './signature.ts';
import { createWalk, type Fault, flaws, type Place, type Walk } from './verification.ts';
import { createPlaces } from './verification-places.ts';

export interface Verifier {
  /** All of it, however long that takes. `known`: anchors from elsewhere, such as AUDIT_ANCHOR_FILE. */
  verify(scope: TenantScope, known?: readonly Anchor[]): Promise<AuditVerification>;
  /** As far as it comes in a moment: from the beginning, or from where the piece before ended. */
  verifyPiece(scope: TenantScope, cursor?: string): Promise<AuditVerification>;
}

export interface Pieces {
  /** How many entries are read at once. */
  readonly page: number;
  /** After how long no further page is begun for an answer. */
  readonly forMs: number;
}

const usualPieces: Pieces = { page: 500, forMs: 2_000 };

/** After how many entries others have their turn. */
const turn = 100;

export interface VerifierOptions {
  readonly entries: AuditEntries;
  readonly anchors: Pick<Anchoring, 'of'>;
  readonly signature: Signature;
  readonly clock: Clock;
  readonly pieces?: Pieces;
}

export function createVerifier(options: VerifierOptions): Verifier {
  const { entries, anchors, signature, clock, pieces: { page, forMs } = usualPieces } = options;
  const places = createPlaces(signature);
  const majority = { readConcern: 'majority' } as const;

  /** The last entry that was seen comes once more, so that a second one of its number does not get lost between pages. */
  async function nextPage(scope: TenantScope, chain: Walk): Promise<{ isLast: boolean; fault?: Fault }> {
    const { seq, id } = chain.place;
    const filter = seq === 0 ? {} : { seq: { $gte: seq } };
    const found = await entries.find(scope, filter, { sort: { seq: 1 }, limit: page + 1, ...majority });
    for (const [at, entry] of found.entries()) {
      if (at % turn === turn - 1) await setImmediate();
      const fault = entry._id === id ? undefined : chain.next(entry);
      if (fault !== undefined) return { isLast: true, fault };
    }
    return { isLast: found.length <= page };
  }

  /** What has no number at all stands in no page. */
  async function unnumbered(scope: TenantScope, chain: Walk): Promise<Fault | undefined> {
    const found = await entries.findOne(
      scope,
      { seq: { $not: { $gte: 1 } } },
      { select: ['seq'], ...majority },
    );
    return found === null ? undefined : { seq: chain.place.seq + 1, id: found._id, flaw: 'changed' };
  }

  async function walk(
    scope: TenantScope,
    { known = [], from, mayGoOn }: { known?: readonly Anchor[]; from?: Place; mayGoOn: () => boolean },
  ): Promise<AuditVerification> {
    const tenantId = tenantOf(scope);
    // Before the entries: what is appended meanwhile is further than this.
    const anchor = await anchors.of(scope);
    const chain = createWalk(tenantId, [...(anchor ? [anchor] : []), ...known], signature, from);
    let { isLast, fault } = await nextPage(scope, chain);
    while (!isLast && mayGoOn()) ({ isLast, fault } = await nextPage(scope, chain));
    if (isLast) fault ??= chain.end() ?? (await unnumbered(scope, chain));
    const { seq, hash } = chain.place;
    return {
      ok: isLast ? fault === undefined : null,
      entries: seq,
      outOf: Math.max(anchor?.seq ?? 0, seq),
      hash,
      firstFault: fault === undefined ? null : explained(fault),
      nextCursor: isLast ? null : places.cursorOf(tenantId, chain.place),
      verifiedAt: clock.now().toISOString(),
    };
  }

  const running = new Map<string, Promise<AuditVerification>>();

  return {
    verify: (scope, known = []) => walk(scope, { known, mayGoOn: () => true }),
    verifyPiece(scope, cursor = '') {
      const tenantId = tenantOf(scope);
      const from = cursor === '' ? undefined : places.placeOf(tenantId, cursor);
      // A piece is walked once, however many ask for it meanwhile.
      const name = `${tenantId}:${cursor}`;
      const endMs = clock.monotonicMs() + forMs;
      const mayGoOn = () => clock.monotonicMs() < endMs;
      const work =
        running.get(name) ??
        walk(scope, { ...(from && { from }), mayGoOn }).finally(() => running.delete(name));
      running.set(name, work);
      return work;
    },
  };
}

function explained({ seq, id, flaw }: Fault) {
  return { seq, id: id ?? null, flaw, reason: flaws[flaw] };
}
