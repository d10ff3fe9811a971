/** The log as a file of any length: it is read as it is taken, and never whole in memory. */
import { Readable } from 'node:stream';
import type { Actor } from '../../core/caller.ts';
import type { Permission } from '../../core/permissions.ts';
import { inPieces } from '../../core/pieces.ts';
import { type TenantScope, tenantOf } from '../../core/tenancy.ts';
import type { Audit } from './audit.ts';
import { csv, jsonLines } from './formats.ts';
import type { AuditFilter, Reader } from './read.ts';

const formats = {
  jsonl: { contentType: 'application/x-ndjson; charset=utf-8', text: jsonLines },
  csv: { contentType: 'text/csv; charset=utf-8', text: csv },
} as const;

export interface ExportQuery extends AuditFilter {
  readonly format: keyof typeof formats;
}

export interface Exported {
  readonly contentType: string;
  readonly body: Readable;
}

interface Exporter {
  readonly actor: Actor;
  readonly scope: TenantScope;
  readonly permissions: ReadonlySet<Permission>;
}

export interface Exporting {
  /** Whoever takes the log with them is in it. */
  export(to: Exporter, query: ExportQuery): Promise<Exported>;
}

export function createExport({ walk }: Pick<Reader, 'walk'>, append: Audit['append']): Exporting {
  return {
    async export({ actor, scope, permissions }, { format, ...filter }) {
      const resource = { type: 'audit', id: tenantOf(scope) };
      await append(scope, actor, { action: 'audit.export', resource, after: { format, ...filter } });
      const entries = walk(scope, filter, { fullNumbers: permissions.has('numbers:full') });
      const { contentType, text } = formats[format];
      return { contentType, body: Readable.from(inPieces(text(entries)), { objectMode: false }) };
    },
  };
}
