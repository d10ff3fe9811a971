/** A receipt with all that is known of it, through the eyes of who looks. */
import type { Receipt } from '../../../contract/receipts.ts';
import type { Caller } from '../../../core/caller.ts';
import { factIdOf } from '../../../core/calls/ids.ts';
import { sightOf } from '../../../core/masking.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Events } from '../../../models/events.ts';
import type { Facts } from '../../../models/facts.ts';
import type { StoredReceipt } from '../../../models/receipts.ts';
import type { Intake } from '../intake.ts';
import { contentOf, maskedContent } from './content.ts';
import { listed } from './list.ts';

export interface ReceiptViewParts {
  readonly facts: Pick<Facts, 'find'>;
  readonly events: Pick<Events, 'find'>;
  readonly intake: Pick<Intake, 'opened' | 'understood'>;
  /** A receipt of the platform's may be about any tenant's calls. */
  readonly scope: SystemScope;
}

/** A record of a very long call tells more; the rest is in the call's timeline. */
const most = 1_000;

export function createReceiptView({ facts, events, intake, scope }: ReceiptViewParts) {
  async function cameOf(stored: StoredReceipt, caller: Caller): Promise<Pick<Receipt, 'told' | 'events'>> {
    const mayAll = caller.permissions.has('platform:read');
    const calls = (stored.calls ?? []).filter(({ tenantId }) => mayAll || tenantId === caller.tenantId);
    const keys = (await intake.understood(stored)).flatMap((news) => news.facts.map(({ key }) => key));
    const found = await Promise.all(
      calls.map(async ({ tenantId, callId }) => {
        const ids = keys.slice(0, most).map((key) => factIdOf(callId, key));
        const select = ['callId', 'kind', 'key', 'receiptId'] as const;
        const told = await facts.find(scope, { tenantId, _id: { $in: ids } }, { select });
        const news = told.filter(({ receiptId }) => receiptId === stored._id).map(({ key }) => key);
        const log =
          news.length === 0
            ? []
            : await events.find(
                scope,
                { tenantId, callId, factKey: { $in: news } },
                { sort: { seq: 1 }, limit: most },
              );
        return { told, log };
      }),
    );
    return {
      told: found.flatMap(({ told }) =>
        told.map(({ _id, callId, kind, receiptId }) => ({ factId: _id, callId, kind, firstTold: receiptId })),
      ),
      events: found.flatMap(({ log }) =>
        log.map(({ _id: id, callId, seq, type }) => ({ id, callId, seq, type })),
      ),
    };
  }

  return async (stored: StoredReceipt, caller: Caller): Promise<Receipt> => {
    const { full } = sightOf(caller);
    const shown = (content: unknown) => (full ? content : maskedContent(content));
    const bytes = await intake.opened(stored);
    return {
      ...listed(stored),
      answer: { status: stored.answer.status, contentType: stored.answer.contentType ?? null },
      contentType: stored.contentType ?? null,
      headers: { ...stored.headers },
      query: shown(Object.fromEntries(new URLSearchParams(stored.query))),
      body: bytes === undefined ? null : shown(contentOf(bytes, stored.contentType)),
      ...(await cameOf(stored, caller)),
    };
  };
}
