/** When something good arrived last over a connection: written once a minute for all of them together. */
import { type Clock, systemClock } from '../../core/clock.ts';
import type { Logger } from '../../core/logger/index.ts';
import { startNoting } from '../../core/noting.ts';
import { createOutage } from '../../core/outage.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Connections } from '../../models/connections.ts';

export interface LastSeen {
  seen(connectionId: string): void;
  /** Writes what was noted until now. */
  close(): Promise<void>;
}

export interface LastSeenNeeds {
  readonly connections: Pick<Connections, 'bulkWrite'>;
  readonly scope: SystemScope;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly everyMs?: number;
}

const aMinuteMs = 60_000;

export function startLastSeen(needs: LastSeenNeeds): LastSeen {
  const { connections, scope, log, clock = systemClock, everyMs = aMinuteMs } = needs;
  const noting = startNoting<Date>({
    write: (all) => connections.bulkWrite(scope, all.map(entryOf), { ordered: false }),
    everyMs,
    outage: createOutage(log, {
      begins: 'when connections were seen cannot be written; it is tried again every minute',
      ends: 'when connections were seen is written again',
    }),
  });
  return {
    seen: (connectionId) => noting.note(connectionId, clock.now()),
    close: noting.close,
  };
}

/** Another instance may have seen it later. */
function entryOf([_id, at]: readonly [string, Date]) {
  const isLater = [{ lastSeenAt: { $exists: false } }, { lastSeenAt: { $lt: at } }];
  return { updateOne: { filter: { _id, $or: isLater }, update: { $set: { lastSeenAt: at } } } };
}
