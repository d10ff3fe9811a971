/** The audit log of a database, without the rest of the application. */
import { connectMongo } from '../../src/clients/mongodb.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { isId } from '../../src/core/ids.ts';
import type { Logger } from '../../src/core/logger/index.ts';
import { type SystemScope, systemScope } from '../../src/core/tenancy.ts';
import { auditAnchorsIn } from '../../src/models/audit-anchors.ts';
import { auditEntriesIn } from '../../src/models/audit-entries.ts';
import { auditSubjectsIn } from '../../src/models/audit-subjects.ts';
import { tenantsIn } from '../../src/models/tenants.ts';
import { type AuditLog, createAudit } from '../../src/services/audit/index.ts';
import { withDatabase } from '../backup/source.ts';
import type { Environment } from '../up/environment.ts';

export interface OpenLog {
  readonly audit: AuditLog;
  readonly models: Parameters<typeof createAudit>[0]['models'];
  readonly everyTenant: SystemScope;
  /** Of a tenant that is named by its id, there or not, or by its slug. */
  tenantIdOf(name: string): Promise<string>;
}

export async function withLog<T>(
  environment: Environment,
  log: Logger,
  work: (log: OpenLog) => Promise<T>,
): Promise<T> {
  return withDatabase(environment, { besideUp: true }, async (uri) => {
    const { MONGODB_URI_FILE: _, REDIS_URL_FILE: __, ...others } = environment;
    // Nothing here asks Redis for anything.
    const config = readConfig({ REDIS_URL: 'redis://127.0.0.1', ...others, MONGODB_URI: uri });
    const connection = await connectMongo(config, log);
    try {
      // Without their indexes: a unique one cannot be built where somebody has put an entry in twice.
      const models = {
        auditEntries: auditEntriesIn(connection),
        auditAnchors: auditAnchorsIn(connection),
        auditSubjects: auditSubjectsIn(connection),
      };
      const audit = createAudit({ models, config, log });
      const everyTenant = systemScope('the audit log on the command line', log);
      const tenants = tenantsIn(connection);
      async function tenantIdOf(name: string): Promise<string> {
        if (isId('ten', name)) return name;
        const found = await tenants.findOne(everyTenant, { slug: name }, { select: ['_id'] });
        if (found === null) throw new Error(`${name} is no id and no slug of a tenant.`);
        return found._id;
      }
      return await work({ audit, models, everyTenant, tenantIdOf });
    } finally {
      await connection.close();
    }
  });
}
