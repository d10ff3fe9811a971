/** GET /v1/audit/verification */
import { AuditVerification } from '../../contract/audit.ts';
import { callerOf } from '../frame/caller-of.ts';
import { defineRoute } from '../frame/route.ts';

export const auditVerificationRoute = defineRoute({
  method: 'GET',
  url: '/v1/audit/verification',
  access: { kind: 'caller', permission: 'audit:read' },
  summary: 'Verify the audit log',
  description:
    'Walks the whole log from its first entry and says whether each is as it was written and none is missing, or which is the first that is not.',
  tags: ['Audit'],
  schema: { response: { 200: AuditVerification } },
  async handler({ audit }, request, reply) {
    return reply.code(200).send(await audit.verify(callerOf(request).scope));
  },
});
