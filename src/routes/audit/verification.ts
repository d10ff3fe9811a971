/** GET /v1/audit/verification */
import { AuditVerification, AuditVerificationQuery } from '../../contract/audit.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const auditVerificationRoute = defineRoute({
  method: 'GET',
  url: '/v1/audit/verification',
  access: { kind: 'caller', permission: 'audit:read' },
  summary: 'Verify the audit log',
  description:
    'Walks the log from its first entry and says whether each is as it was written and none is missing, or which is the first that is not. A long log is walked in pieces of some seconds: while nextCursor is not null, ask again with it as cursor. The answer without one is the verdict over all of it.',
  tags: ['Audit'],
  schema: { querystring: AuditVerificationQuery, response: { 200: AuditVerification } },
  async handler({ audit }, request, reply) {
    return reply.code(200).send(await audit.verifyPiece(callerOf(request).scope, request.query.cursor));
  },
});
