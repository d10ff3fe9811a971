/** Removes what every tenant has had for longer than it wants to keep it. */
import type { Clock } from '../../../core/clock.ts';
import { newId } from '../../../core/ids.ts';
import type { Logger } from '../../../core/logger/index.ts';
import { scopeFromJob, type TenantScope } from '../../../core/tenancy.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Retention } from '../kind.ts';
import { isKeptFor, type Kinds } from '../registry.ts';
import type { PrivacySettings, SettingsOf } from '../settings.ts';
import type { Breathe } from '../under-lease.ts';

export interface RetentionReport {
  readonly tenantId: string;
  /** A legal hold: nothing was removed from when it was seen on. */
  readonly held: boolean;
  readonly removed: Readonly<Record<string, number>>;
}

export interface RetentionParts {
  readonly kinds: Kinds;
  readonly audit: Pick<Audit, 'record' | 'append'>;
  readonly settingsOf: SettingsOf;
  readonly tenantIds: () => AsyncIterable<string>;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Due {
  readonly kind: string;
  readonly before: Date;
  readonly retention: Retention;
}

const batch = 200;
const dayMs = 24 * 3_600_000;

/** Resolves with what was done for each tenant of which something was, or was held. */
export async function sweepRetention(parts: RetentionParts, breathe: Breathe): Promise<RetentionReport[]> {
  const reports: RetentionReport[] = [];
  for await (const tenantId of parts.tenantIds()) {
    const report = await sweepTenant(parts, tenantId, breathe);
    if (report.held) parts.log.info({ tenantId }, 'nothing of this tenant is removed: a legal hold');
    if (report.held || Object.keys(report.removed).length > 0) reports.push(report);
    if (!(await breathe())) break;
  }
  return reports;
}

async function sweepTenant(
  parts: RetentionParts,
  tenantId: string,
  breathe: Breathe,
): Promise<RetentionReport> {
  const { audit, settingsOf, log } = parts;
  const scope = scopeFromJob({ tenantId });
  const settings = await settingsOf(tenantId);
  if (settings === undefined) return { tenantId, held: false, removed: {} };
  if (settings.legalHold) return { tenantId, held: true, removed: {} };
  const due = await dueOf(parts, scope, settings);
  if (due.length === 0) return { tenantId, held: false, removed: {} };

  const actor = { kind: 'system', id: 'retention', name: 'Retention', requestId: newId('req') } as const;
  const resource = { type: 'tenant', id: tenantId };
  const removed: Record<string, number> = {};
  let held = false;

  async function removeAll({ kind, before, retention }: Due): Promise<void> {
    for (;;) {
      // Looked at before every batch: a hold that begins meanwhile keeps what is still there.
      held = (await settingsOf(tenantId))?.legalHold ?? true;
      if (held) return;
      const count = await retention.remove(scope, before, batch);
      if (count > 0) removed[kind] = (removed[kind] ?? 0) + count;
      if (count < batch || !(await breathe())) return;
    }
  }

  const olderThan = Object.fromEntries(due.map(({ kind, before }) => [kind, before.toISOString()]));
  try {
    await audit.record(
      scope,
      actor,
      { action: 'retention.swept', resource, after: { olderThan } },
      async () => {
        for (const one of due) if (!held) await removeAll(one);
      },
    );
  } finally {
    // Also of what was removed before it failed.
    await audit.append(scope, actor, { action: 'retention.reported', resource, after: { removed, held } });
  }
  log.info({ tenantId, removed, held }, 'what was old enough was removed');
  return { tenantId, held, removed };
}

async function dueOf(
  { kinds, clock }: RetentionParts,
  scope: TenantScope,
  settings: PrivacySettings,
): Promise<Due[]> {
  const due: Due[] = [];
  for (const { name: kind, retention } of kinds) {
    if (!isKeptFor(retention)) continue;
    const before = new Date(clock.now().getTime() - daysOf(kind, retention, settings) * dayMs);
    if (await retention.isDue(scope, before)) due.push({ kind, before, retention });
  }
  return due;
}

/** What the tenant wants, within what the kind allows. */
export function daysOf(
  kind: string,
  { days: { usual, least, most } }: Pick<Retention, 'days'>,
  { retentionDays }: Pick<PrivacySettings, 'retentionDays'>,
): number {
  return Math.min(Math.max(retentionDays[kind] ?? usual, least), most);
}
