/** GET /v1/calls/export */
import { z } from 'zod';
import { CallExportQuery } from '../../contract/call-export.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const callExportRoute = defineRoute({
  method: 'GET',
  url: '/v1/calls/export',
  access: { kind: 'caller', permission: 'calls:read' },
  summary: 'Export calls',
  description:
    'All calls that the filters leave, as a file of any length, read while it is sent. Where that breaks off, the connection is cut before the end of the file: what has ended well is whole. The export is noted in the audit log.',
  tags: ['Calls'],
  audit: 'call.export',
  schema: {
    querystring: CallExportQuery,
    response: {
      200: {
        description: 'A call a line: as JSON, in the form of Call, or as CSV with a header.',
        content: {
          'text/csv': { schema: z.unknown() },
          'application/x-ndjson': { schema: z.unknown() },
        },
      },
    },
  },
  async handler({ calls }, request, reply) {
    const { contentType, body } = await calls.export(callerOf(request), request.query);
    return reply
      .type(contentType)
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="calls.${request.query.format}"`)
      .send(body);
  },
});
