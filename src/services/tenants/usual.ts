/** What a tenant has of which nobody said anything. */
import type { TenantLimits, TenantSettings } from '../../contract/tenants.ts';

export const usualSettings: TenantSettings = {
  recording: true,
  transcription: true,
  redaction: true,
  retentionDays: {},
  legalHold: false,
  allowedOrigins: [],
};

export const usualLimits: TenantLimits = {
  concurrentCalls: {},
  callsPerDay: {},
  minutesPerMonth: {},
  transcriptionMinutesPerMonth: {},
  requestsPerMinute: {},
};
