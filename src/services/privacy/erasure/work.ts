/** Does the erasures that are open, step by step, and goes on with those that another process left. */

import type { SealedField } from '../../../core/crypto/index.ts';
import { newId } from '../../../core/ids.ts';
import type { Logger } from '../../../core/logger/index.ts';
import { type SystemScope, scopeFromJob } from '../../../core/tenancy.ts';
import type { Erasures, StoredErasure } from '../../../models/erasures.ts';
import type { Audit } from '../../audit/audit.ts';
import type { Breathe } from '../under-lease.ts';
import { nextStep, type Progress, type StepParts } from './step.ts';

export interface ErasureParts extends StepParts {
  readonly erasures: Erasures;
  readonly number: SealedField;
  readonly audit: Pick<Audit, 'append'>;
  readonly scope: SystemScope;
  readonly log: Logger;
}

/** Resolves with how many came to their end. */
export async function workOnErasures(parts: ErasureParts, breathe: Breathe): Promise<number> {
  const { erasures, scope, log } = parts;
  const open = await erasures.find(
    scope,
    { state: { $in: ['waiting', 'running'] } },
    { select: ['tenantId'], sort: { createdAt: 1 } },
  );
  let ended = 0;
  for (const { _id: erasureId, tenantId } of open) {
    try {
      if (await workOn(parts, erasureId, breathe)) ended += 1;
    } catch (error) {
      // It does not hold up those of others.
      log.warn({ tenantId, erasureId, error }, 'an erasure stopped; it goes on with the next sweep');
    }
    if (!(await breathe())) break;
  }
  return ended;
}

async function workOn(parts: ErasureParts, id: string, breathe: Breathe): Promise<boolean> {
  for (;;) {
    const work = await parts.erasures.findById(parts.scope, id);
    if (work === null || work.state === 'done' || work.number === undefined) return false;
    const progress = await nextStep(parts, work, parts.number.open(work, work.number));
    if (progress.state === 'done') return finish(parts, work, progress);
    if (!(await save(parts, work, progress)) || !(await breathe())) return false;
  }
}

/** False where another process has done this step meanwhile. */
async function save({ erasures, scope }: ErasureParts, work: StoredErasure, progress: Progress) {
  const { _id, rev } = work;
  const { after, ...rest } = progress;
  const { matchedCount } = await erasures.updateOne(
    scope,
    { _id, rev },
    after === undefined
      ? { $set: { ...rest, rev: rev + 1 }, $unset: { after: true } }
      : { $set: { ...rest, after, rev: rev + 1 } },
  );
  return matchedCount === 1;
}

/** The log is told first: a process that ends in between tells it twice rather than never. */
async function finish(
  { erasures, scope, audit, now, log }: ErasureParts,
  { _id, tenantId, rev, requestId }: StoredErasure,
  { report, pass }: Progress,
): Promise<boolean> {
  await audit.append(
    scopeFromJob({ tenantId }),
    { kind: 'system', id: 'erasure', name: 'Erasure', requestId: newId('req') },
    { action: 'erasure.done', resource: { type: 'erasure', id: _id }, after: { report } },
  );
  const { matchedCount } = await erasures.updateOne(
    scope,
    { _id, rev },
    {
      $set: { state: 'done', openKey: _id, report, pass, finishedAt: now(), rev: rev + 1 },
      $unset: { number: true, after: true },
    },
  );
  if (matchedCount === 1) log.info({ tenantId, erasureId: _id, requestId, report }, 'an erasure is done');
  return matchedCount === 1;
}
