/**
 * When a key was used last, and from where: written once a minute for all of them together, and never while anybody
 * waits for an answer.
 */
import type { Logger } from '../../core/logger/index.ts';
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
  ip: string;
  atMs: number;
}

const aMinuteMs = 60_000;
const together = 500;

export function startLastUsed({ keys, scope, log, everyMs = aMinuteMs }: Needs): LastUsed {
  const outage = createOutage(log, {
    begins: 'when keys were used cannot be written; it is tried again every minute',
    ends: 'when keys were used is written again',
  });
  let noted = new Map<string, Use>();

  async function write(): Promise<void> {
    const uses = [...noted];
    noted = new Map();
    while (uses.length > 0) {
      const some = uses.splice(0, together);
      try {
        await keys.bulkWrite(scope, some.map(entryOf), { ordered: false });
        outage.over();
      } catch (error) {
        outage.failed(error);
        // What was noted since is later.
        for (const [id, use] of [...some, ...uses.splice(0)]) if (!noted.has(id)) noted.set(id, use);
      }
    }
  }

  let writing = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, everyMs);

  return {
    note(keyId, tenantId, ip, atMs) {
      const use = noted.get(keyId);
      if (use === undefined) {
        noted.set(keyId, { tenantId, ip, atMs });
      } else {
        use.ip = ip;
        use.atMs = atMs;
      }
    },
    async close() {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}

/** Another instance may have seen it later. */
function entryOf([_id, { tenantId, ip, atMs }]: [string, Use]) {
  const at = new Date(atMs);
  const isLater = [{ lastUsedAt: { $exists: false } }, { lastUsedAt: { $lt: at } }];
  return {
    updateOne: {
      filter: { _id, tenantId, $or: isLater },
      update: { $set: { lastUsedAt: at, lastUsedIp: ip } },
    },
  };
}
