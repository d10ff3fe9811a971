/**
 * How far each tenant's chain has come, told elsewhere after every write and before anybody is answered. What each
 * place protects against: docs/operations.md, "The audit log".
 */
import { appendFile } from 'node:fs/promises';
import type { Clock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import { createOutage } from '../../core/outage.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { AuditAnchor, AuditAnchors } from '../../models/audit-anchors.ts';
import type { AuditEntry } from '../../models/audit-entries.ts';
import { type Head, origin } from './chain.ts';

export type Anchor = Pick<AuditAnchor, 'tenantId' | 'seq' | 'hash'>;

export interface Anchoring {
  /** Undefined where the tenant has none yet. */
  of(scope: TenantScope): Promise<Anchor | undefined>;
  /** Before a chain begins, so that a chain without an anchor is never a whole one. False: somebody else did. */
  begin(scope: TenantScope): Promise<boolean>;
  /** Only forwards: where somebody else has told of a newer entry, that stands. */
  advance(scope: TenantScope, newest: AuditEntry): Promise<void>;
}

export interface AnchorOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Gets a line for every anchor; AUDIT_ANCHOR_FILE. */
  readonly file: string | undefined;
}

export function createAnchors(repository: AuditAnchors, { clock, log, file }: AnchorOptions): Anchoring {
  const outage = createOutage(log, {
    begins: 'AUDIT_ANCHOR_FILE cannot be written; the log and the database still get the anchors',
    ends: 'AUDIT_ANCHOR_FILE is written again',
  });

  async function write(anchor: Anchor & { at: Date }): Promise<void> {
    if (file === undefined) return;
    try {
      await appendFile(file, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
      outage.over();
    } catch (error) {
      outage.failed(error);
    }
  }

  return {
    async of(scope) {
      return (await repository.findOne(scope, {}, { readConcern: 'majority' })) ?? undefined;
    },
    async begin(scope) {
      const tenantId = tenantOf(scope);
      const first = { _id: tenantId, tenantId, ...origin, at: clock.now() };
      return (await repository.insertMany(scope, [first], { durable: true })).insertedCount === 1;
    },
    async advance(scope, { tenantId, seq, hash }) {
      const anchor = { seq, hash, at: clock.now() };
      await repository.updateOne(scope, { _id: tenantId, seq: { $lt: seq } }, { $set: anchor });
      log.child({ tenantId }).info({ seq, hash }, 'the audit log goes on');
      await write({ tenantId, ...anchor });
    },
  };
}

/** Where the chain goes on: after whichever is further. Where both are as far, the anchor says how it was. */
export function laterOf(anchor: Anchor, head: Head | null): Head {
  return head !== null && head.seq > anchor.seq ? head : anchor;
}
