/** Who makes a request, once a guard has let them pass. */
import type { Permission, Role } from './permissions.ts';
import type { TenantScope } from './tenancy.ts';

export interface Caller {
  readonly kind: 'user' | 'key';
  readonly id: string;
  /** As people know them; for the audit log and the page. */
  readonly name: string;
  /** Whose data this request is about. An administrator may name any tenant; others have their own. */
  readonly tenantId: string;
  readonly scope: TenantScope;
  /** Undefined for a key. */
  readonly role: Role | undefined;
  readonly permissions: ReadonlySet<Permission>;
  /** Undefined for a key. */
  readonly sessionId: string | undefined;
  readonly requestId: string;
  readonly ip: string;
}
