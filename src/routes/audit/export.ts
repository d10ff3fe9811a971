/** GET /v1/audit/export */
import { z } from 'zod';
import { AuditExportQuery } from '../../contract/audit.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const auditExportRoute = defineRoute({
  method: 'GET',
  url: '/v1/audit/export',
  access: { kind: 'caller', permission: 'audit:read' },
  summary: 'Export who did what',
  description:
    'All of the audit log, or what the filters leave of it, the newest first, as a file of any length. The export itself is noted in the log.',
  tags: ['Audit'],
  audit: 'audit.export',
  schema: {
    querystring: AuditExportQuery,
    response: {
      200: {
        description: 'An entry a line: as JSON, in the form of AuditEntry, or as CSV with a header.',
        content: {
          'application/x-ndjson': { schema: z.unknown() },
          'text/csv': { schema: z.unknown() },
        },
      },
    },
  },
  async handler({ audit }, request, reply) {
    const { format } = request.query;
    const caller = callerOf(request);
    const { contentType, body } = await audit.export({ actor: caller, ...caller }, request.query);
    return reply
      .type(contentType)
      .header('content-disposition', `attachment; filename="audit.${format}"`)
      .send(body);
  },
});
