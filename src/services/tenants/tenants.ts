/** Tenants, as guards and other services see them. */

export type TenantStatus = 'active' | 'suspended' | 'closed';

export interface TenantStatuses {
  /** Undefined where there is no such tenant. Remembered; a change is seen within a second. */
  statusOf(tenantId: string): TenantStatus | undefined | Promise<TenantStatus | undefined>;
}
