import type { SystemScope } from '../../../core/tenancy.ts';
import type { Mails } from '../../../models/mails.ts';
import type { Kind } from '../kind.ts';
import { removedAfter, sealedIn } from '../of-repository.ts';

export function mailsKind(mails: Mails, scope: SystemScope): Kind {
  return {
    name: 'mails',
    description: 'That a mail was sent. To whom and what it said is in it, sealed, until its fate is known.',
    collections: ['mails'],
    retention: removedAfter(mails, 'endedAt', {
      from: 'when it was sent or given up; one that waits is kept',
      // What was told once is told again after that, if somebody asks for it under the same key.
      days: { usual: 365, least: 30, most: 3_650 },
    }),
    erasure: {
      because:
        'Mails go to people who sign in, by their address, and keep nothing of them once they are sent.',
    },
    export: { because: 'Mails hold no phone number, and nothing of what they said once they are sent.' },
    sealed: [
      sealedIn(
        mails,
        'mails',
        {
          path: 'content',
          context: ({ _id: mailId, tenantId }) => ({ tenantId, field: 'mail.content', mailId }),
        },
        scope,
      ),
    ],
  };
}
