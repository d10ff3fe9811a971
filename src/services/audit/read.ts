/** Reads the log, the newest first, with personal values opened as far as their keys still exist. */
import type { AuditEntry as Shown } from '../../contract/audit.ts';
import { cursorOf, type Page, placeOf } from '../../core/cursor.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { AuditEntries, AuditEntry } from '../../models/audit-entries.ts';
import { shown, type Viewing } from './shown.ts';
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

export interface AuditQuery extends AuditFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Reader {
  list(scope: TenantScope, query: AuditQuery, viewing: Viewing): Promise<Page<Shown>>;
  /** All of them, one after the other; the database is asked for more when they are taken. */
  walk(scope: TenantScope, filter: AuditFilter, viewing: Viewing): AsyncIterable<Shown>;
}

/** So many are read at once, and their keys with them. */
const chunk = 200;

export function createReader(entries: AuditEntries, subjects: Subjects): Reader {
  async function opened(scope: TenantScope, found: readonly AuditEntry[], viewing: Viewing) {
    const sealed = found.flatMap(({ person, personal }) => [person, personal]);
    const keys = await subjects.keysById(
      scope,
      sealed.flatMap((one) => one?.key ?? []),
    );
    return found.map((entry) => shown(entry, keys, viewing));
  }

  return {
    async list(scope, { limit, cursor, ...filter }, viewing) {
      const below = cursor === undefined ? undefined : Number(placeOf(cursor, isPlace));
      const found = await entries.find(scope, conditionsOf(filter, below), {
        sort: { seq: -1 },
        limit: limit + 1,
      });
      const items = await opened(scope, found.slice(0, limit), viewing);
      const last = items.at(-1);
      const nextCursor = found.length > limit && last !== undefined ? cursorOf(String(last.seq)) : null;
      return { items, nextCursor };
    },
    async *walk(scope, filter, viewing) {
      let below: number | undefined;
      do {
        const options = { sort: { seq: -1 }, limit: chunk } as const;
        const found = await entries.find(scope, conditionsOf(filter, below), options);
        yield* await opened(scope, found, viewing);
        below = found.length < chunk ? undefined : found.at(-1)?.seq;
      } while (below !== undefined);
    },
  };
}

const isPlace = (place: string) => /^[1-9]\d{0,14}$/.test(place);

function conditionsOf(
  { actor, action, resourceType, resourceId, from, to }: AuditFilter,
  below: number | undefined,
) {
  return {
    ...(actor !== undefined && { actorId: actor }),
    ...(action !== undefined && { action }),
    ...(resourceType !== undefined && { resourceType }),
    ...(resourceId !== undefined && { resourceId }),
    ...((from !== undefined || to !== undefined) && {
      at: { ...(from !== undefined && { $gte: from }), ...(to !== undefined && { $lt: to }) },
    }),
    ...(below !== undefined && { seq: { $lt: below } }),
  };
}
