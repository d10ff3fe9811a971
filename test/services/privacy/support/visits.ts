/**
 * A kind of data as later ones will be: visits of people who are known by a phone number, with a sealed name. With them
 * everything that concerns privacy, on a database of the file's own.
 */
import mongoose, { type Connection } from 'mongoose';
import type { Clock } from '../../../../src/core/clock.ts';
import { createSealedField, createSealer } from '../../../../src/core/crypto/index.ts';
import type { KeyRing } from '../../../../src/core/crypto/keys.ts';
import { newId } from '../../../../src/core/ids.ts';
import { createLogger } from '../../../../src/core/logger/index.ts';
import { createMetrics } from '../../../../src/core/metrics.ts';
import { scopeFromJob } from '../../../../src/core/tenancy.ts';
import { openModels } from '../../../../src/models/index.ts';
import { type Repository, scoped, storedOptions } from '../../../../src/models/scoped.ts';
import { createAudit } from '../../../../src/services/audit/index.ts';
import { createPrivacy, type PrivacyNeeds } from '../../../../src/services/privacy/index.ts';
import type { Kind } from '../../../../src/services/privacy/kind.ts';
import { type KindNeeds, productKinds } from '../../../../src/services/privacy/kinds/index.ts';
import {
  exportedByNumber,
  removedAfter,
  removedByNumber,
  sealedIn,
} from '../../../../src/services/privacy/of-repository.ts';
import type { PrivacySettings } from '../../../../src/services/privacy/settings.ts';
import { usualSettings } from '../../../../src/services/tenants/usual.ts';
import { testClock } from '../../../helpers/clock.ts';
import { randomKey } from '../../../helpers/keys.ts';
import type { Database } from '../../../helpers/mongo.ts';

export interface Visit {
  _id: string;
  tenantId: string;
  phone: string;
  name?: string;
  at: Date;
}

const schema = new mongoose.Schema<Visit>(
  {
    _id: String,
    tenantId: { type: String, required: true },
    phone: { type: String, required: true },
    name: String,
    at: { type: Date, required: true },
  },
  { ...storedOptions, autoIndex: false },
).index({ tenantId: 1, at: 1 });

export const nameField = 'visit.name';

export function visitsIn(connection: Connection): Repository<Visit> {
  return scoped(connection.models.Visit ?? connection.model<Visit>('Visit', schema, 'visits'));
}

export function visitsKind(visits: Repository<Visit>, { scope }: Pick<KindNeeds, 'scope'>): Kind {
  return {
    name: 'visits',
    description: "A test's own.",
    collections: ['visits'],
    retention: removedAfter(visits, 'at', { from: 'the visit', days: { usual: 90, least: 7, most: 365 } }),
    erasure: removedByNumber(visits, ['phone'], { tombstones: true }),
    export: exportedByNumber(visits, ['phone'], ({ _id: id, phone, at }) => ({ id, phone, at })),
    sealed: [sealedIn(visits, 'visits', { path: 'name', context: nameField }, scope)],
  };
}

export const breath = new AbortController().signal;

interface Options {
  keys?: KeyRing;
  clock?: Clock;
  kinds?: PrivacyNeeds['kinds'];
}

/** Each has tenants of its own, so that tests do not meet. */
export async function privacyHouse(mongo: Database, options: Options = {}) {
  const { keys = [randomKey('k1')], clock = testClock() } = options;
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line) => void lines.push(line) });
  const connection = mongo.connection();
  const visits = visitsIn(connection);
  const models = await openModels(connection);
  const config = { ENCRYPTION_KEYS: keys as [KeyRing[0], ...KeyRing[0][]], AUDIT_ANCHOR_FILE: undefined };
  const audit = createAudit({ models, config, log });
  const settings = new Map<string, PrivacySettings>();
  const metrics = createMetrics();
  const privacy = createPrivacy({
    models,
    keys,
    audit,
    settingsOf: (tenantId) => settings.get(tenantId),
    log,
    metrics,
    clock,
    pace: { leaseMs: 60_000, pauseMs: 0 },
    kinds: options.kinds ?? ((needs) => [visitsKind(visits, needs), ...productKinds(needs)]),
  });
  const name = createSealedField(createSealer(keys), nameField);

  async function tenant(chosen: Partial<PrivacySettings> = {}) {
    const tenantId = newId('ten');
    await models.tenants.insertOne(scopeFromJob({ tenantId }), {
      _id: tenantId,
      name: 'Nordic Dental',
      slug: tenantId.replaceAll('_', '-'),
      status: 'active',
      statusAt: new Date(),
      currency: 'EUR',
      timeZone: 'Europe/Stockholm',
      settings: usualSettings,
      limits: {
        concurrentCalls: {},
        callsPerDay: {},
        minutesPerMonth: {},
        transcriptionMinutesPerMonth: {},
        requestsPerMinute: {},
      },
      billingMethod: 'none',
      rev: 1,
    });
    settings.set(tenantId, { legalHold: false, retentionDays: {}, ...chosen });
    return { tenantId, scope: scopeFromJob({ tenantId }) };
  }

  async function visit(tenantId: string, phone: string, at = clock.now(), said = 'Ada Lovelace') {
    const _id = newId('call');
    await visits.insertOne(scopeFromJob({ tenantId }), {
      _id,
      phone,
      at,
      name: name.seal({ _id, tenantId }, said),
    });
    return _id;
  }

  const caller = (tenantId: string) => ({
    kind: 'user' as const,
    id: newId('usr'),
    name: 'Grace',
    tenantId,
    scope: scopeFromJob({ tenantId }),
    role: 'operator' as const,
    permissions: new Set<never>(),
    sessionId: undefined,
    requestId: newId('req'),
    ip: '203.0.113.7',
  });

  return {
    privacy,
    models,
    visits,
    audit,
    settings,
    lines,
    metrics,
    clock,
    keys,
    name,
    tenant,
    visit,
    caller,
  };
}
