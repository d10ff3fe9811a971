/** Erasures as their tenant sees them. */
import type { Erasure } from '../../../contract/privacy.ts';
import { type Page, pageOf, placeOf } from '../../../core/cursor.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { isId } from '../../../core/ids.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import type { Erasures, StoredErasure } from '../../../models/erasures.ts';

export async function listErasures(
  erasures: Erasures,
  scope: TenantScope,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Erasure>> {
  const below = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('era', place));
  // Ids are in the order of their time.
  const filter = below === undefined ? {} : { _id: { $lt: below } };
  const found = await erasures.find(scope, filter, { sort: { _id: -1 }, limit: limit + 1 });
  return pageOf(found, limit, shown);
}

export async function erasureById(erasures: Erasures, scope: TenantScope, id: string): Promise<Erasure> {
  const found = await erasures.findById(scope, id);
  if (found === null) throw new NotFoundError('There is no erasure with this id.');
  return shown(found);
}

export function shown(erasure: StoredErasure): Erasure {
  const { _id: id, state, requestedBy, createdAt, finishedAt, report } = erasure;
  return {
    id,
    state,
    requestedBy: { kind: requestedBy.kind, id: requestedBy.id },
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    report: report.map(({ kind, removed, kept, because }) => ({
      kind,
      found: kept.reduce((sum, { count }) => sum + count, removed),
      removed,
      kept: kept.map(({ why, count }) => ({ why, count })),
      ...(because !== undefined && { because }),
    })),
  };
}
