/** Reads the log, the newest first, with personal values opened as far as their keys still exist. */
import type { TenantScope } from '../../core/tenancy.ts';
import type { AuditEntries, AuditEntry } from '../../models/audit-entries.ts';
import { type AuditRecord, recordOf } from './record.ts';
import type { Subjects } from './subjects.ts';

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  /** The first moment that counts. */
  readonly from?: Date | undefined;
  /** The first moment that does not count any more. */
  readonly to?: Date | undefined;
}

export interface Viewing {
  /** Whether phone numbers among personal values are shown in full. */
  readonly fullNumbers: boolean;
}

export interface AuditPage {
  readonly items: readonly AuditRecord[];
  /** The number below which the next page begins. */
  readonly next: number | undefined;
}

export interface Reader {
  list(
    scope: TenantScope,
    filter: AuditFilter,
    page: { readonly limit: number; readonly below?: number | undefined },
    viewing: Viewing,
  ): Promise<AuditPage>;
  /** All of them, one after the other; the database is asked for more when they are taken. */
  walk(scope: TenantScope, filter: AuditFilter, viewing: Viewing): AsyncIterable<AuditRecord>;
}

/** Keys are asked for once for so many entries. */
const chunk = 500;

export function createReader(entries: AuditEntries, subjects: Subjects): Reader {
  async function opened(scope: TenantScope, found: readonly AuditEntry[], viewing: Viewing) {
    const sealed = found.flatMap(({ person, personal }) => [person, personal]);
    const keys = await subjects.keysById(
      scope,
      sealed.flatMap((one) => one?.key ?? []),
    );
    return found.map((entry) => recordOf(entry, keys, viewing));
  }

  async function list(
    scope: TenantScope,
    filter: AuditFilter,
    { limit, below }: { limit: number; below?: number | undefined },
    viewing: Viewing,
  ): Promise<AuditPage> {
    const where = { ...conditionsOf(filter), ...(below !== undefined && { seq: { $lt: below } }) };
    const found = await entries.find(scope, where, { sort: { seq: -1 }, limit: limit + 1 });
    const items = await opened(scope, found.slice(0, limit), viewing);
    return { items, next: found.length > limit ? items.at(-1)?.seq : undefined };
  }

  return {
    list,
    async *walk(scope, filter, viewing) {
      let below: number | undefined;
      do {
        const page = await list(scope, filter, { limit: chunk, below }, viewing);
        yield* page.items;
        below = page.next;
      } while (below !== undefined);
    },
  };
}

function conditionsOf({ actor, action, resourceType, resourceId, from, to }: AuditFilter) {
  return {
    ...(actor !== undefined && { actorId: actor }),
    ...(action !== undefined && { action }),
    ...(resourceType !== undefined && { resourceType }),
    ...(resourceId !== undefined && { resourceId }),
    ...((from !== undefined || to !== undefined) && {
      at: { ...(from !== undefined && { $gte: from }), ...(to !== undefined && { $lt: to }) },
    }),
  };
}
