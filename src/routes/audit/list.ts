/** GET /v1/audit */
import { AuditPage, AuditQuery } from '../../contract/audit.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const auditRoute = defineRoute({
  method: 'GET',
  url: '/v1/audit',
  access: { kind: 'caller', permission: 'audit:read' },
  summary: 'List who did what',
  description: 'The audit log of your tenant, the newest first.',
  tags: ['Audit'],
  schema: { querystring: AuditQuery, response: { 200: AuditPage } },
  async handler({ audit }, request, reply) {
    const { scope, permissions } = callerOf(request);
    const viewing = { fullNumbers: permissions.has('numbers:full') };
    return reply.code(200).send(await audit.list(scope, request.query, viewing));
  },
});
