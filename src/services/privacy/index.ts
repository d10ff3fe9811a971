/** Privacy: what is kept for how long, what is erased and exported when somebody asks, and under which key it lies. */

import type { Erasure } from '../../contract/privacy.ts';
import type { Caller } from '../../core/caller.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { createKeyedHash, createSealedField, createSealer } from '../../core/crypto/index.ts';
import type { KeyRing } from '../../core/crypto/keys.ts';
import type { Page } from '../../core/cursor.ts';
import type { Logger } from '../../core/logger/index.ts';
import type { Metrics } from '../../core/metrics.ts';
import { systemScope, type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { Models } from '../../models/index.ts';
import type { AuditLog } from '../audit/index.ts';
import { erasureById, listErasures, shown } from './erasure/list.ts';
import { requestErasure } from './erasure/request.ts';
import { tombstoneId } from './erasure/step.ts';
import { workOnErasures } from './erasure/work.ts';
import { beginExport } from './export.ts';
import type { Kind } from './kind.ts';
import { erasureNumber } from './kinds/erasures.ts';
import { type KindNeeds, productKinds } from './kinds/index.ts';
import { createPrivacyMetrics } from './metrics.ts';
import { createKinds, type Kinds } from './registry.ts';
import { type RetentionReport, sweepRetention } from './retention/sweep.ts';
import { fieldStatuses, type RotationStatus, rotationStatus } from './rotation/status.ts';
import { sweepSealed } from './rotation/sweep.ts';
import type { SettingsOf } from './settings.ts';
import { tenantIdsIn } from './tenant-ids.ts';
import { underLease, usualPace } from './under-lease.ts';

export interface Privacy {
  readonly kinds: Kinds;
  readonly erasures: {
    request(caller: Caller, number: string): Promise<Erasure>;
    get(scope: TenantScope, id: string): Promise<Erasure>;
    list(scope: TenantScope, page: { limit: number; cursor?: string | undefined }): Promise<Page<Erasure>>;
  };
  /** For whoever has news: which of these things were erased, so that nothing about them is stored. */
  erased(scope: TenantScope, kind: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Resolves when it may be sent; the lines come as they are read. */
  export(caller: Caller, number: string): Promise<AsyncIterable<string>>;
  rotationStatus(): Promise<RotationStatus>;
  /** Each is done by one process at a time; undefined where another is at it. The signal ends it where it stands. */
  readonly sweeps: {
    retention(signal: AbortSignal): Promise<readonly RetentionReport[] | undefined>;
    erasures(signal: AbortSignal): Promise<number | undefined>;
    /** `afresh`: from the beginning, also of fields that were found done. */
    rotation(signal: AbortSignal, afresh?: boolean): Promise<number | undefined>;
  };
}

export interface PrivacyNeeds {
  readonly models: Models;
  readonly keys: KeyRing;
  readonly audit: Pick<AuditLog, 'record' | 'append' | 'forget' | 'known'>;
  readonly settingsOf: SettingsOf;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock?: Clock;
  readonly pace?: { readonly leaseMs: number; readonly pauseMs: number };
  readonly kinds?: (needs: KindNeeds) => readonly Kind[];
}

export function createPrivacy(needs: PrivacyNeeds): Privacy {
  const { models, keys, log, clock = systemClock, pace = usualPace, kinds: kindsOf = productKinds } = needs;
  const { erasures, tombstones, resealings, leases } = models;
  const scope = systemScope('privacy: retention, erasures and the rotation of keys, for all tenants', log);
  const sealer = createSealer(keys);
  const kinds = createKinds(kindsOf({ models, scope, keys, audit: needs.audit }));
  const metrics = createPrivacyMetrics(needs.metrics);
  const [current, ...older] = keys;
  const parts = {
    ...needs,
    clock,
    kinds,
    scope,
    sealer,
    erasures,
    tombstones,
    resealings,
    tenantIds: tenantIdsIn(models.tenants, scope),
    keyIds: [current.id, ...older.map(({ id }) => id)] as const,
    number: createSealedField(sealer, erasureNumber),
    numberHash: createKeyedHash(keys, erasureNumber),
    now: () => clock.now(),
  };

  async function countOpenErasures(): Promise<void> {
    const open = { state: { $in: ['waiting', 'running'] } } as const;
    const [count, oldest] = await Promise.all([
      erasures.count(scope, open),
      erasures.findOne(scope, open, { select: ['createdAt'], sort: { createdAt: 1 } }),
    ]);
    metrics.erasuresOpen(count, oldest === null ? 0 : clock.now().getTime() - oldest.createdAt.getTime());
  }

  return {
    kinds,
    erasures: {
      request: async (caller, number) => shown(await requestErasure(parts, caller, number)),
      get: (of, id) => erasureById(erasures, of, id),
      list: (of, page) => listErasures(erasures, of, page),
    },
    async erased(of, kind, ids) {
      const tenantId = tenantOf(of);
      const byStone = new Map(ids.map((id) => [tombstoneId(tenantId, kind, id), id]));
      const found = await tombstones.find(of, { _id: { $in: [...byStone.keys()] } }, { select: ['thingId'] });
      return new Set(found.map(({ thingId }) => thingId));
    },
    export: (caller, number) => beginExport(parts, caller, number),
    rotationStatus: () => rotationStatus(parts),
    sweeps: {
      retention: (signal) =>
        underLease(leases, 'privacy: retention', { ...pace, signal }, async (breathe) => {
          const reports = await sweepRetention(parts, breathe);
          metrics.retained(reports);
          return reports;
        }),
      erasures: (signal) =>
        underLease(leases, 'privacy: erasures', { ...pace, signal }, async (breathe) => {
          const done = await workOnErasures(parts, breathe);
          await countOpenErasures();
          return done;
        }),
      rotation: (signal, afresh = false) =>
        underLease(leases, 'privacy: rotation', { ...pace, signal }, async (breathe) => {
          if (afresh) await resealings.deleteMany(scope, {});
          const resealed = await sweepSealed(parts, breathe);
          metrics.rotated(await fieldStatuses(parts));
          return resealed;
        }),
    },
  };
}
