/** Tenants, as guards and other services see them. */
import type { TenantLimits, TenantSettings } from '../../contract/tenants.ts';

export type TenantStatus = 'active' | 'suspended' | 'closed';

type Known<T> = T | undefined | Promise<T | undefined>;

/** Each is undefined where there is no such tenant. Remembered; a change is seen within a second. */
export interface TenantStatuses {
  statusOf(tenantId: string): Known<TenantStatus>;
}

export interface TenantFacts extends TenantStatuses {
  settingsOf(tenantId: string): Known<TenantSettings>;
  limitsOf(tenantId: string): Known<TenantLimits>;
  timeZoneOf(tenantId: string): Known<string>;
  nameOf(tenantId: string): Known<string>;
}
