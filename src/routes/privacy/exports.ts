/** POST /v1/exports: everything that is known about one phone number. A POST, so that the number is in no address. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import { NumberRequest } from '../../contract/privacy.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const exportRoute = defineRoute({
  method: 'POST',
  url: '/v1/exports',
  access: { kind: 'caller', permission: 'privacy:write' },
  summary: 'Export a number',
  description:
    'Everything that is known about one phone number, as lines of JSON. The last line has the type "end" and counts the others: without it, something is missing.',
  tags: ['Privacy'],
  audit: 'export.made',
  schema: {
    body: NumberRequest,
    response: {
      200: {
        description: 'Lines of JSON.',
        content: { 'application/x-ndjson': { schema: z.unknown() } },
      },
    },
  },
  async handler({ privacy }, request, reply) {
    const lines = await privacy.export(callerOf(request), request.body.number);
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="export.jsonl"')
      .send(Readable.from(lines));
  },
});
