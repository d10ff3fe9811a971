/**
 * Puts events into a tenant's log, each under the next number, and hands them to everybody who must not miss one.
 * All of it may be done again at any time, by any process, beside itself: what is there already is taken as it is,
 * and every later step is done once more.
 */
import type { Scope, TenantScope } from '../../../core/tenancy.ts';
import type { Events, StoredEvent } from '../../../models/events.ts';

export type NewEvent = Pick<StoredEvent, '_id' | 'type' | 'callId' | 'factKey' | 'rev'>;
export type ToldEvent = Omit<StoredEvent, 'tenantId'>;

export interface Consumer {
  /** Makes its entry for each event, under a key of the event's id, and takes one that is there for its own. */
  take(scope: TenantScope, events: readonly ToldEvent[]): Promise<void>;
}

export interface Relay {
  /** Resolves when the log has them and every consumer its entries. */
  tell(scope: TenantScope, events: readonly NewEvent[]): Promise<readonly ToldEvent[]>;
}

interface Parts {
  readonly events: Pick<Events, 'find' | 'findOne' | 'insertMany'>;
  readonly consumers: readonly Consumer[];
  readonly now: () => Date;
}

export function createRelay({ events, consumers, now }: Parts): Relay {
  return {
    async tell(scope, news) {
      const told: ToldEvent[] = [];
      let rest = [...new Map(news.map((event) => [event._id, event])).values()];
      while (rest.length > 0) {
        const next = (await newest(scope)) + 1;
        const numbered = rest.map((event, index) => ({ ...event, seq: next + index, writtenAt: now() }));
        const { insertedCount, duplicates } = await events.insertMany(scope, numbered, { asMade: true });
        told.push(...numbered.slice(0, insertedCount));
        rest = rest.slice(insertedCount);
        if (duplicates.length === 0) continue;
        // Somebody else took the number, or told the event before.
        const there = await events.find(scope, { _id: { $in: rest.map(({ _id }) => _id) } });
        told.push(...there);
        const known = new Set(there.map(({ _id }) => _id));
        rest = rest.filter(({ _id }) => !known.has(_id));
      }
      for (const consumer of consumers) await consumer.take(scope, told);
      return told;
    },
  };

  /** A number that a change of the primary could take back must not be counted on from: it would leave a gap. */
  async function newest(scope: Scope): Promise<number> {
    const options = { select: ['seq'], sort: { seq: -1 }, readConcern: 'majority' } as const;
    return (await events.findOne(scope, {}, options))?.seq ?? 0;
  }
}
