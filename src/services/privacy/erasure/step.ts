/**
 * One step of an erasure. What is to be erased is written down first, then erased, then counted: wherever the process
 * ends, the next one does the same step again and the report is exact. A step that has been done twice has done no harm.
 */
import { hashedId } from '../../../core/ids.ts';
import { scopeFromJob } from '../../../core/tenancy.ts';
import type { StoredErasure, StoredReport } from '../../../models/erasures.ts';
import type { Tombstones } from '../../../models/tombstones.ts';
import type { Erasure, Forgetting, Kept, Kind } from '../kind.ts';
import { isForgotten, isFound, type Kinds } from '../registry.ts';
import type { SettingsOf } from '../settings.ts';

export interface StepParts {
  readonly kinds: Kinds;
  readonly tombstones: Tombstones;
  readonly settingsOf: SettingsOf;
  readonly now: () => Date;
}

export type Progress = Pick<
  StoredErasure,
  'state' | 'pass' | 'removedInPass' | 'kindAt' | 'after' | 'plan' | 'report'
>;

const batch = 100;
/** What keeps arriving while it is erased belongs to whoever calls now. */
const maxPasses = 10;
const legalHold = 'LEGAL_HOLD';

type Work = Pick<StoredErasure, '_id' | 'tenantId'> & Progress;

/** `done` where there is nothing left to do. */
export async function nextStep(parts: StepParts, work: Work, number: string): Promise<Progress> {
  const progress = progressOf(work);
  const kind = parts.kinds[work.kindAt];
  if (kind === undefined) return afterPass(progress);
  const { erasure } = kind;
  if (isFound(erasure)) {
    return work.plan.length > 0 ? erasePlan(parts, work, kind, erasure) : plan(work, kind, erasure, number);
  }
  if (isForgotten(erasure)) return forget(parts, work, kind, erasure, number);
  return nextKind({ ...progress, report: withReport(progress.report, kind.name, erasure) });
}

function progressOf({ pass, removedInPass, kindAt, after, plan, report }: Work): Progress {
  const where = after === undefined ? {} : { after };
  return { state: 'running', pass, removedInPass, kindAt, plan, report, ...where };
}

function nextKind({ after: _, ...progress }: Progress): Progress {
  return { ...progress, kindAt: progress.kindAt + 1, plan: [] };
}

function afterPass(progress: Progress): Progress {
  if (progress.removedInPass === 0 || progress.pass >= maxPasses) return { ...progress, state: 'done' };
  // What was kept is found again; what was removed is not.
  const report = progress.report.map((one) => ({ ...one, kept: [] }));
  return { ...progress, report, pass: progress.pass + 1, removedInPass: 0, kindAt: 0 };
}

async function plan(work: Work, kind: Kind, erasure: Erasure, number: string): Promise<Progress> {
  const progress = progressOf(work);
  const scope = scopeFromJob(work);
  const ids = await erasure.find(scope, number, { after: work.after, limit: batch });
  const report = withReport(progress.report, kind.name, {});
  return ids.length === 0 ? nextKind({ ...progress, report }) : { ...progress, report, plan: [...ids] };
}

async function erasePlan(parts: StepParts, work: Work, kind: Kind, erasure: Erasure): Promise<Progress> {
  const progress = progressOf(work);
  const ids = work.plan;
  const kept = (await isHeld(parts, work))
    ? ids.map((id) => ({ id, why: legalHold }))
    : await eraseAll(parts, work, kind.name, erasure);
  const removed = ids.length - kept.length;
  return {
    ...progress,
    plan: [],
    after: ids.at(-1) ?? '',
    removedInPass: progress.removedInPass + removed,
    report: counted(progress.report, kind.name, removed, kept),
  };
}

/** Marked before anything is gone, so that no news comes in between. */
async function eraseAll(
  { tombstones, now }: StepParts,
  work: Work,
  kind: string,
  erasure: Erasure,
): Promise<readonly Kept[]> {
  const { _id: erasureId, tenantId, plan: ids } = work;
  const scope = scopeFromJob(work);
  if (!erasure.tombstones) return erasure.erase(scope, ids);
  const stones = ids.map((thingId) => ({
    _id: tombstoneId(tenantId, kind, thingId),
    kind,
    thingId,
    erasureId,
    at: now(),
  }));
  await tombstones.insertMany(scope, stones, { ordered: false });
  const kept = await erasure.erase(scope, ids);
  const ofKept = kept.map(({ id }) => tombstoneId(tenantId, kind, id));
  if (ofKept.length > 0) await tombstones.deleteMany(scope, { _id: { $in: ofKept } });
  return kept;
}

export const tombstoneId = (tenantId: string, kind: string, thingId: string) =>
  hashedId('tomb', tenantId, kind, thingId);

async function forget(
  parts: StepParts,
  work: Work,
  kind: Kind,
  forgetting: Forgetting,
  number: string,
): Promise<Progress> {
  const progress = progressOf(work);
  const scope = scopeFromJob(work);
  const held = await isHeld(parts, work);
  const count = await (held ? forgetting.count(scope, number) : forgetting.forget(scope, number));
  const kept = held ? Array.from({ length: count }, () => ({ why: legalHold })) : [];
  const removed = count - kept.length;
  return nextKind({
    ...progress,
    removedInPass: progress.removedInPass + removed,
    report: counted(withReport(progress.report, kind.name, {}), kind.name, removed, kept),
  });
}

/** Asked before every batch: a hold that begins meanwhile keeps what is still there. */
async function isHeld({ settingsOf }: StepParts, { tenantId }: Work): Promise<boolean> {
  return (await settingsOf(tenantId))?.legalHold ?? false;
}

function withReport(
  report: readonly StoredReport[],
  kind: string,
  { because }: { because?: string },
): StoredReport[] {
  if (report.some((one) => one.kind === kind)) return [...report];
  return [...report, { kind, removed: 0, kept: [], ...(because !== undefined && { because }) }];
}

function counted(
  report: readonly StoredReport[],
  kind: string,
  removed: number,
  kept: readonly Pick<Kept, 'why'>[],
): StoredReport[] {
  return report.map((one) => {
    if (one.kind !== kind) return one;
    const counts = new Map(one.kept.map(({ why, count }) => [why, count]));
    for (const { why } of kept) counts.set(why, (counts.get(why) ?? 0) + 1);
    return {
      ...one,
      removed: one.removed + removed,
      kept: [...counts].map(([why, count]) => ({ why, count })),
    };
  });
}
