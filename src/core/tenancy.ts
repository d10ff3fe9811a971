/**
 * Whose data a piece of code may touch. A scope is made here and nowhere else, from what has proven who it is; the
 * repositories of src/models take nothing without one. It holds its tenant out of everybody's reach: no object that
 * looks like it, no copy and nothing that came over a wire is a scope.
 */
import { isId } from './ids.ts';
import type { Logger } from './logger/index.ts';

// A class with a member that is not public: TypeScript takes no other object for one, not even a copy.
declare class OneTenant {
  protected readonly brand: never;
}
declare class AllTenants {
  protected readonly brand: never;
}

/** One tenant's data. */
export type TenantScope = OneTenant;
/** Every tenant's data: for sweeps and the platform's own administration. */
export type SystemScope = AllTenants;
export type Scope = TenantScope | SystemScope;

interface OfTenant {
  readonly tenantId: string;
}

const tenants = new WeakMap<object, string>();
const systems = new WeakSet<object>();

/** Code reaches for data without a scope, or in a way that no scope allows. */
export class ScopeError extends Error {
  override readonly name = 'ScopeError';
}

/** After a key, a session or a stream token was found to be good. */
export const scopeFromAuthentication = ({ tenantId }: OfTenant): TenantScope => scopeOf(tenantId);

/** For a job, whose payload was written by our own code. */
export const scopeFromJob = ({ tenantId }: OfTenant): TenantScope => scopeOf(tenantId);

/** For what came over a tenant's own account at a provider, once its signature was verified. */
export const scopeFromConnection = ({ tenantId }: OfTenant): TenantScope => scopeOf(tenantId);

/** For a call to a number that is assigned to a tenant. */
export const scopeFromNumber = ({ tenantId }: OfTenant): TenantScope => scopeOf(tenantId);

export function systemScope(reason: string, log: Pick<Logger, 'info'>): SystemScope {
  if (reason.trim() === '') throw new ScopeError('a scope over all tenants needs a reason');
  log.info({ reason }, 'a scope over all tenants');
  const scope = Object.freeze({}) as AllTenants;
  systems.add(scope);
  return scope;
}

export function tenantOf(scope: TenantScope): string {
  const tenantId = tenants.get(scope);
  if (tenantId === undefined) throw new ScopeError('this needs the scope of one tenant');
  return tenantId;
}

/** False for the scope of one tenant; what is no scope is neither. */
export function isSystemScope(scope: Scope): scope is SystemScope {
  assertScope(scope);
  return systems.has(scope);
}

export function assertScope(scope: Scope): void {
  if (systems.has(scope) || tenants.has(scope)) return;
  throw new ScopeError('this needs a scope, which src/core/tenancy.ts makes');
}

function scopeOf(tenantId: string): TenantScope {
  if (!isId('ten', tenantId)) throw new ScopeError('a scope needs the id of a tenant');
  const scope = Object.freeze({}) as OneTenant;
  tenants.set(scope, tenantId);
  return scope;
}
