/** Verifies one tenant's log, or every tenant's. */
import type { AuditVerification } from '../../src/contract/audit.ts';
import { isId } from '../../src/core/ids.ts';
import { scopeFromJob } from '../../src/core/tenancy.ts';
import { readAnchors } from './anchor-file.ts';
import type { OpenLog } from './open.ts';

export interface Result {
  readonly ok: boolean;
  readonly logs: readonly (AuditVerification & { readonly tenantId: string })[];
}

interface Wish {
  /** Undefined: all. */
  readonly tenant: string | undefined;
  readonly files: readonly string[];
}

export async function verifyAll(log: OpenLog, { tenant, files }: Wish): Promise<Result> {
  // Before the database is read: what is written meanwhile is further than they are.
  const known = await readAnchors(files);
  const tenants = tenant === undefined ? await everyTenant(log, known.keys()) : [tenant];
  const logs: Result['logs'][number][] = [];
  for (const tenantId of tenants) {
    if (!isId('ten', tenantId)) throw new Error(`${tenantId} is no id of a tenant.`);
    const found = await log.audit.verify(scopeFromJob({ tenantId }), known.get(tenantId) ?? []);
    logs.push({ tenantId, ...found });
  }
  return { ok: logs.every(({ ok }) => ok === true), logs };
}

/** Also those of whom nothing is left but an anchor. */
async function everyTenant({ models, everyTenant }: OpenLog, known: Iterable<string>): Promise<string[]> {
  const found = await Promise.all([
    models.auditEntries.distinct(everyTenant, 'tenantId', {}),
    models.auditAnchors.distinct(everyTenant, 'tenantId', {}),
  ]);
  return [...new Set([...found.flat(), ...known])].sort();
}

export function told({ logs }: Result): string {
  const lines = logs.map(({ tenantId, entries, hash, firstFault }) => {
    if (firstFault === null) return `${tenantId}: whole, ${entries} entries, the last one's hash is ${hash}`;
    const { seq, id, reason } = firstFault;
    return `${tenantId}: NOT WHOLE. Entry ${seq}${id === null ? '' : ` (${id})`} is the first bad one: ${reason}.`;
  });
  const bad = logs.filter(({ ok }) => !ok).length;
  return [...lines, `${logs.length} logs verified, ${bad} of them not whole`].join('\n');
}
