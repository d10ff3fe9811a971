/**
 * When a key was used last, and from where: written once a minute for all of them together, and never while anybody
 * waits for an answer.
 */
import type { Logger } from '../../core/logger/index.ts';
import { startNoting } from '../../core/noting.ts';
import { createOutage } from '../../core/outage.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { ApiKeys } from '../../models/api-keys.ts';

export interface LastUsed {
  note(keyId: string, tenantId: string, ip: string, atMs: number): void;
  /** Writes what was noted until now. */
  close(): Promise<void>;
}

interface Needs {
  readonly keys: Pick<ApiKeys, 'bulkWrite'>;
  readonly scope: SystemScope;
  readonly log: Logger;
  readonly everyMs?: number;
}

interface Use {
  readonly tenantId: string;
  readonly ip: string;
  readonly atMs: number;
}

const aMinuteMs = 60_000;

export function startLastUsed({ keys, scope, log, everyMs = aMinuteMs }: Needs): LastUsed {
  const noting = startNoting<Use>({
    write: (uses) => keys.bulkWrite(scope, uses.map(entryOf), { ordered: false }),
    everyMs,
    outage: createOutage(log, {
      begins: 'when keys were used cannot be written; it is tried again every minute',
      ends: 'when keys were used is written again',
    }),
  });
  return {
    note: (keyId, tenantId, ip, atMs) => noting.note(keyId, { tenantId, ip, atMs }),
    close: noting.close,
  };
}

/** Another instance may have seen it later. */
function entryOf([_id, { tenantId, ip, atMs }]: readonly [string, Use]) {
  const at = new Date(atMs);
  const isLater = [{ lastUsedAt: { $exists: false } }, { lastUsedAt: { $lt: at } }];
  return {
    updateOne: {
      filter: { _id, tenantId, $or: isLater },
      update: { $set: { lastUsedAt: at, lastUsedIp: ip } },
    },
  };
}
