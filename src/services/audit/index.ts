/** The audit log: written before anything is done, read and verified afterwards. */
import type { Actor } from '../../core/caller.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Config } from '../../core/config/index.ts';
import { TrunklineError, Unavailable } from '../../core/errors.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { Scope, SystemScope, TenantScope } from '../../core/tenancy.ts';
import type { Models } from '../../models/index.ts';
import { createAnchors } from './anchors.ts';
import { createAppend } from './append.ts';
import type { Audit, AuditEvent } from './audit.ts';
import { type Outcome, type Told, toldOf } from './drafts.ts';
import { createExport, type Exporting } from './export.ts';
import { createGroupCommit } from './group-commit.ts';
import { createReader, type Reader } from './read.ts';
import { createSignature } from './signature.ts';
import { createSubjects } from './subjects.ts';
import { createVerifier, type Pieces, type Verifier } from './verify.ts';

export interface AuditLog extends Audit, Reader, Exporting, Verifier {
  /** How many keys `forget` would destroy. */
  known(scope: Scope, subject: string): Promise<number>;
  /** After ENCRYPTION_KEYS got a new key: puts the keys of personal values under it, and says how many were not. */
  renewKeys(scope: SystemScope): Promise<number>;
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
}

export interface AuditOptions {
  readonly models: Pick<Models, 'auditEntries' | 'auditAnchors' | 'auditSubjects'>;
  readonly config: Pick<Config, 'ENCRYPTION_KEYS' | 'AUDIT_ANCHOR_FILE'>;
  readonly log: Logger;
  readonly clock?: Clock;
  /** In what pieces a log is verified. */
  readonly pieces?: Pieces;
}

const limits = { most: 200, mostWaiting: 5_000, patienceMs: 10_000 } as const;

export function createAudit({ models, config, log, clock = systemClock, pieces }: AuditOptions): AuditLog {
  const { auditEntries: entries, auditAnchors, auditSubjects } = models;
  const { ENCRYPTION_KEYS: ring, AUDIT_ANCHOR_FILE: file } = config;
  const anchors = createAnchors(auditAnchors, { clock, log, file });
  const subjects = createSubjects(auditSubjects, ring);
  const signature = createSignature(ring);
  const writing = createGroupCommit<Told>(
    createAppend({ entries, anchors, subjects, signature, log }),
    limits,
  );

  async function write(
    scope: TenantScope,
    actor: Actor,
    event: AuditEvent,
    outcome: Outcome,
  ): Promise<string> {
    const told = toldOf(actor, event, outcome, clock);
    try {
      await writing.add(scope, told);
    } catch (cause) {
      throw new Unavailable('This could not be noted in the audit log, so nothing was done. Try again.', {
        cause,
      });
    }
    return told.draft._id;
  }

  const reader = createReader(entries, subjects);

  async function append(scope: TenantScope, actor: Actor, event: AuditEvent): Promise<void> {
    await write(scope, actor, event, { outcome: 'noted' });
  }

  return {
    append,
    async record(scope, actor, event, act) {
      const of = await write(scope, actor, event, { outcome: 'begun' });
      try {
        return await act();
      } catch (error) {
        const { action, resource } = event;
        const failure = error instanceof TrunklineError ? error.code : 'INTERNAL_ERROR';
        await write(scope, actor, { action, resource }, { outcome: 'failed', of, failure }).catch((untold) =>
          log.error({ error: untold, entry: of, failure }, 'that an act failed is missing in the audit log'),
        );
        throw error;
      }
    },
    forget: (scope, subject) => subjects.destroy(scope, subject),
    known: (scope, subject) => subjects.count(scope, subject),
    renewKeys: (scope) => subjects.renew(scope),
    close: () => writing.idle(),
    ...reader,
    ...createExport(reader, append),
    ...createVerifier({ entries, anchors, signature, clock, ...(pieces && { pieces }) }),
  };
}
