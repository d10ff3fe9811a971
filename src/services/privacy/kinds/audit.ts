import { createKeyedHash } from '../../../core/crypto/index.ts';
import type { KeyRing } from '../../../core/crypto/keys.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { AuditLog } from '../../audit/index.ts';
import type { Kind } from '../kind.ts';
import { sealedIn } from '../of-repository.ts';

export function auditKind(
  { auditEntries, auditSubjects }: Pick<Models, 'auditEntries' | 'auditSubjects'>,
  audit: Pick<AuditLog, 'forget' | 'known'>,
  keys: KeyRing,
  scope: SystemScope,
): Kind {
  const subjectHash = createKeyedHash(keys, 'audit.subject');
  return {
    name: 'audit',
    description:
      'Who did what. Personal values in it lie under a key of whom they are about; without that key nobody reads them.',
    collections: ['audit_entries', 'audit_anchors', 'audit_subjects'],
    retention: { because: 'The log proves that nothing is missing in it: nothing of it is ever removed.' },
    erasure: { count: audit.known, forget: audit.forget },
    export: { because: 'The log is about what was done here, and holds no phone number that could be read.' },
    sealed: [
      sealedIn(
        auditSubjects,
        'audit_subjects',
        {
          path: 'sealed',
          context: 'audit.subject',
          // They are found by a hash of whom they are about, which dies with its key as well.
          beside: (text) => ({ subject: subjectHash.hash(JSON.parse(text).subject) }),
        },
        scope,
      ),
    ],
    keyUse: {
      what: 'the audit log: what was signed with it cannot be proven to be genuine without it',
      needs: (macKey) => auditEntries.exists(scope, { macKey }),
    },
  };
}
