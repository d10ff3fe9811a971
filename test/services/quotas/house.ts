/** Quotas as several instances have them: each with a connection of its own to one database. */
import mongoose from 'mongoose';
import { afterAll } from 'vitest';
import { newId } from '../../../src/core/ids.ts';
import { createLogger } from '../../../src/core/logger/index.ts';
import { scopeFromJob, type TenantScope } from '../../../src/core/tenancy.ts';
import { quotasIn } from '../../../src/models/quotas.ts';
import type { Mail, Message } from '../../../src/services/mail/mail.ts';
import { createQuotas, type QuotasNeeds } from '../../../src/services/quotas/index.ts';
import type { TenantLimits } from '../../../src/services/quotas/limits.ts';
import { testClock } from '../../helpers/clock.ts';
import { database } from '../../helpers/mongo.ts';

const none: TenantLimits = {
  concurrentCalls: {},
  callsPerDay: {},
  minutesPerMonth: {},
  transcriptionMinutesPerMonth: {},
  requestsPerMinute: {},
};

export async function quotaHouse() {
  const mongo = await database();
  const other = await mongoose.createConnection(mongo.uri, { dbName: mongo.name }).asPromise();
  afterAll(() => other.close());
  const stores = [quotasIn(mongo.connection()), quotasIn(other)] as const;
  const clock = testClock(new Date('2026-03-10T12:00:00Z'));
  const limits = new Map<string, TenantLimits>();
  const zones = new Map<string, string>();
  const lines: string[] = [];
  const log = createLogger('warn', { write: (line: string) => void lines.push(line) });

  /** What was told, by its key: a mail is told once under each. */
  const mails = new Map<string, Message>();
  const enqueued: Message[] = [];
  const mail: Pick<Mail, 'enqueue'> = {
    async enqueue(_scope, message) {
      enqueued.push(message);
      mails.set(message.key, message);
    },
  };

  return {
    mongo,
    stores,
    clock,
    lines,
    enqueued,
    mailsTo: (scope: { tenantId: string }) =>
      [...mails.values()].filter(({ values }) => 'quota' in values && values.tenant === scope.tenantId),
    instance: (which: 0 | 1, more: Partial<QuotasNeeds> = {}) =>
      createQuotas({
        ...stores[which],
        clock,
        log,
        mail,
        operatorsOf: async () => [{ id: 'usr_1', email: 'ada@example.com' }],
        nameOf: (tenantId) => tenantId,
        limitsOf: (tenantId) => limits.get(tenantId),
        timeZoneOf: (tenantId) => zones.get(tenantId),
        requestsOf: async () => 7,
        ...more,
      }),
    tenant(of: Partial<TenantLimits> = {}, timeZone = 'UTC'): { tenantId: string; scope: TenantScope } {
      const tenantId = newId('ten');
      limits.set(tenantId, { ...none, ...of });
      zones.set(tenantId, timeZone);
      return { tenantId, scope: scopeFromJob({ tenantId }) };
    },
    limit(tenantId: string, of: Partial<TenantLimits>) {
      limits.set(tenantId, { ...none, ...of });
    },
  };
}

export const requestId = 'req_of-a-test';
