/** Who does something: an identity that was proven, and, for one request, whose data it is about. */
import type { Permission, Role } from './permissions.ts';
import type { TenantScope } from './tenancy.ts';

/** The platform is a tenant of its own: administrators, and what is noted of their doings, belong to it. */
export const platformTenantId = `ten_${'0'.repeat(26)}`;

/** What a key or a session proves. */
export interface Identity {
  readonly kind: 'user' | 'key';
  readonly id: string;
  /** As people know them; for the audit log and the page. */
  readonly name: string;
  readonly tenantId: string;
  /** Undefined for a key. */
  readonly role: Role | undefined;
  readonly permissions: ReadonlySet<Permission>;
  /** Undefined for a key. */
  readonly sessionId: string | undefined;
}

/**
 * Who makes a request, once a guard has let them pass; or whoever has the server's machine, and works there from the
 * command line: nobody has to prove more than that.
 */
export interface Caller extends Omit<Identity, 'kind'> {
  readonly kind: Identity['kind'] | 'command-line';
  /** Whose data this request is about. An administrator may name any tenant; others have their own. */
  readonly tenantId: string;
  readonly scope: TenantScope;
  readonly requestId: string;
  readonly ip: string;
}

/** Whom the audit log names: a caller, or a part of Trunkline that acts by itself. */
export type Actor =
  | Pick<Caller, 'kind' | 'id' | 'name' | 'requestId' | 'ip'>
  | { readonly kind: 'system'; readonly id: string; readonly name: string; readonly requestId: string };
