/** A tenant's log as text; that somebody took it is noted in it, as it is where they do so over HTTP. */
import { userInfo } from 'node:os';
import type { Readable } from 'node:stream';
import { AuditExportQuery } from '../../src/contract/audit.ts';
import { isId, newId } from '../../src/core/ids.ts';
import { permissionsOf } from '../../src/core/permissions.ts';
import { scopeFromJob } from '../../src/core/tenancy.ts';
import type { AuditLog } from '../../src/services/audit/index.ts';

interface Wish {
  readonly tenant: string;
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
}

export async function exported(audit: AuditLog, { tenant: tenantId, ...wish }: Wish): Promise<Readable> {
  if (!isId('ten', tenantId)) throw new Error(`${tenantId} is no id of a tenant.`);
  const query = AuditExportQuery.safeParse(wish);
  if (!query.success) {
    const [issue] = query.error.issues;
    throw new Error(`--${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const name = `${userInfo().username}, by npm run audit`;
  const actor = { kind: 'system', id: 'command-line', name, requestId: newId('req') } as const;
  const scope = scopeFromJob({ tenantId });
  return (await audit.export({ actor, scope, permissions: permissionsOf('administrator') }, query.data)).body;
}
