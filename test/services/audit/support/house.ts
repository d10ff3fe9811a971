/** An audit log on the test file's database: as many processes' as a test wants, and tenants of its own. */
import type { Connection } from 'mongoose';
import type { Actor } from '../../../../src/core/caller.ts';
import { newId } from '../../../../src/core/ids.ts';
import { createLogger } from '../../../../src/core/logger/index.ts';
import { scopeFromJob } from '../../../../src/core/tenancy.ts';
import { openModels } from '../../../../src/models/index.ts';
import type { AuditEvent } from '../../../../src/services/audit/audit.ts';
import { type AuditOptions, createAudit } from '../../../../src/services/audit/index.ts';
import { randomKey } from '../../../helpers/keys.ts';

export interface Line {
  level: string;
  message: string;
  tenantId?: string;
  metadata?: Record<string, unknown>;
}

export async function auditHouse(connection: Connection) {
  const models = await openModels(connection);
  const ring: AuditOptions['config']['ENCRYPTION_KEYS'] = [randomKey('k1')];
  const lines: Line[] = [];
  const log = createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  return {
    models,
    ring,
    lines,
    /** One process's. */
    open(options: Partial<AuditOptions> & { ring?: typeof ring; file?: string } = {}) {
      const { ring: ENCRYPTION_KEYS = ring, file: AUDIT_ANCHOR_FILE, ...others } = options;
      return createAudit({ models, log, config: { ENCRYPTION_KEYS, AUDIT_ANCHOR_FILE }, ...others });
    },
  };
}

export function newTenant() {
  const tenantId = newId('ten');
  return { tenantId, scope: scopeFromJob({ tenantId }) };
}

export const person: Actor = {
  kind: 'user',
  id: newId('usr'),
  name: 'Ada Lovelace',
  requestId: 'req_of_a_test',
  ip: '203.0.113.7',
};

export const key: Actor = {
  kind: 'key',
  id: newId('key'),
  name: 'the shop',
  requestId: 'req_of_a_test',
  ip: '203.0.113.8',
};

export function event(more: Partial<AuditEvent> = {}): AuditEvent {
  return { action: 'sample.changed', resource: { type: 'sample', id: 'sample_1' }, ...more };
}

export const viewing = { fullNumbers: true };
