/** The audit log, as those see it whose doings it notes. */
import type { Actor } from '../../core/caller.ts';
import type { Scope, TenantScope } from '../../core/tenancy.ts';

export interface AuditEvent {
  /** `subject.verb`, as the route's row has it. */
  readonly action: `${string}.${string}`;
  /** The id is opaque: nothing that says something about a person. */
  readonly resource: { readonly type: string; readonly id: string };
  /** What changes, as it was and as it will be. Secrets and personal data are masked by the log itself. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /**
   * What has to be known in full and says something about a person: kept under a key of that person's, until
   * `forget`. The subject is a user's id or, of who has none, a phone number or an address.
   */
  readonly personal?: { readonly subject: string; readonly values: Readonly<Record<string, unknown>> };
}

export interface Audit {
  /**
   * Writes the entry, then acts: nothing changes that the log does not know of. Where the act fails, a second entry
   * says so. Where the entry cannot be written, nothing is done. An entry without a second one is no proof that it was
   * done: the process may have ended in between. Of two that act on one thing at the same time, the order of the
   * entries need not be that of the acts.
   */
  record<T>(scope: TenantScope, actor: Actor, event: AuditEvent, act: () => Promise<T>): Promise<T>;
  /** For what changes nothing and is worth knowing: a refused sign-in, an export. */
  append(scope: TenantScope, actor: Actor, event: AuditEvent): Promise<void>;
  /**
   * Makes what the log holds about a person unreadable for ever: what entries have in `personal` and, for a user's
   * id, name and address of their own doings. The entries stay, and the chain is whole. Resolves with how many keys
   * were destroyed: none where nothing was held.
   */
  forget(scope: Scope, subject: string): Promise<number>;
}
