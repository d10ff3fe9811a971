/** The audit log, as those see it whose doings it notes. */
import type { Actor } from '../../core/caller.ts';
import type { TenantScope } from '../../core/tenancy.ts';

export interface AuditEvent {
  /** `subject.verb`, as the route's row has it. */
  readonly action: `${string}.${string}`;
  readonly resource: { readonly type: string; readonly id: string };
  /** What changes, as it was and as it will be. Secrets and personal data are masked by the log itself. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

export interface Audit {
  /**
   * Writes the entry, then acts: nothing changes that the log does not know of. Where the act fails, a second entry
   * says so. Where the entry cannot be written, nothing is done.
   */
  record<T>(scope: TenantScope, actor: Actor, event: AuditEvent, act: () => Promise<T>): Promise<T>;
  /** For what changes nothing and is worth knowing: a refused sign-in, an export. */
  append(scope: TenantScope, actor: Actor, event: AuditEvent): Promise<void>;
}
