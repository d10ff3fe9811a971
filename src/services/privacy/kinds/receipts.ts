import { bodyContext } from '../../../core/calls/receipt-body.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Receipts } from '../../../models/receipts.ts';
import type { Kind, SealedPlace } from '../kind.ts';

export function receiptsKind(receipts: Receipts, scope: SystemScope): Kind {
  const bodies: SealedPlace = {
    name: 'receipts.body',
    async page({ after, limit }) {
      const found = await receipts.page(scope, after, limit);
      // What an erased call's provider still sent has none.
      return found
        .filter(({ body }) => body.length > 0)
        .map(({ _id, ownerId, connectionId, body }) => ({
          id: _id,
          envelope: body,
          context: bodyContext(ownerId, connectionId),
        }));
    },
    replace: ({ id, envelope: was }, { envelope }) =>
      receipts.replaceBody(scope, id, Buffer.from(was), Buffer.from(envelope)),
  };
  return {
    name: 'receipts',
    description: 'What providers sent and what Trunkline told itself of calls, as it came, sealed.',
    collections: ['receipts'],
    retention: {
      from: 'when it came; one that is still to be understood is kept',
      days: { usual: 30, least: 1, most: 3_650 },
      isDue: receipts.isOlder,
      remove: receipts.removeOlder,
    },
    erasure: { because: 'Receipts of a call are removed together with it.' },
    export: { because: 'What a receipt says of a number is in the facts of its call.' },
    sealed: [bodies],
  };
}
