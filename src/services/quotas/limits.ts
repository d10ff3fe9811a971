/** What a tenant may use. Soft: it is told, and goes on. Hard: nothing more until the next period. */

export interface Limit {
  readonly soft?: number | undefined;
  readonly hard?: number | undefined;
}

/** Nothing said: no limit. */
export interface TenantLimits {
  readonly concurrentCalls: Limit;
  readonly callsPerDay: Limit;
  readonly minutesPerMonth: Limit;
  readonly transcriptionMinutesPerMonth: Limit;
  readonly requestsPerMinute: Limit;
}

export type QuotaName = keyof TenantLimits;

/** Undefined where there is no such tenant, or, as for the platform, nothing limits it. No promise where it is warm. */
export type LimitsOf = (tenantId: string) => TenantLimits | undefined | Promise<TenantLimits | undefined>;
