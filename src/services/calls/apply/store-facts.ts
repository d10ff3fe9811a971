/** Puts facts into the database, each once, however often it is told. */
import { bulkyKinds, type Fact } from '../../../core/calls/facts.ts';
import { factIdOf } from '../../../core/calls/ids.ts';
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Facts, StoredFact } from '../../../models/facts.ts';
import type { CallNews } from './news.ts';
import type { Privacy } from './privacy.ts';

interface Parts {
  readonly facts: Pick<Facts, 'insertMany' | 'bulkWrite'>;
  readonly privacy: Privacy;
  readonly scope: SystemScope;
}

/** How many facts a receipt told, and how many of them nobody had told before. */
export type Tally = ReadonlyMap<string, { told: number; news: number }>;

export function createFactStore({ facts, privacy, scope }: Parts) {
  function stored(fact: Fact, { tenantId, callId, receivedAt, receiptId }: CallNews): StoredFact {
    const { key, kind, source, at } = fact;
    const _id = factIdOf(callId, key);
    return {
      _id,
      tenantId,
      callId,
      key,
      kind,
      source,
      ...(at !== undefined && { at }),
      content: privacy.closed({ _id, tenantId }, fact),
      heardAt: receivedAt,
      orderedAt: at ?? receivedAt,
      receiptId,
      ...(!bulkyKinds.has(kind) && { folded: true as const }),
    };
  }

  return async (news: readonly CallNews[]): Promise<Tally> => {
    const documents = news.flatMap((each) => each.facts.map((fact) => stored(fact, each)));
    const { duplicates } = await facts.insertMany(scope, documents, {
      ordered: false,
      asMade: true,
    });
    const again = duplicates.flatMap((index) => documents[index] ?? []);
    // Of two who told it the earlier counts, whichever was understood first.
    const earlier = again.map(({ _id, at, heardAt }) => ({
      updateOne: {
        filter: { _id, heardAt: { $gt: heardAt } },
        update: { $set: { heardAt, ...(at === undefined && { orderedAt: heardAt }) } },
      },
    }));
    if (earlier.length > 0) await facts.bulkWrite(scope, earlier, { ordered: false });
    const repeated = new Set(duplicates);
    const tally = new Map<string, { told: number; news: number }>();
    documents.forEach(({ receiptId }, index) => {
      const { told, news: fresh } = tally.get(receiptId) ?? { told: 0, news: 0 };
      tally.set(receiptId, { told: told + 1, news: fresh + (repeated.has(index) ? 0 : 1) });
    });
    return tally;
  };
}
