/**
 * Notices that are owed still, because whoever counted could not send them. They would go with the tenant's next use;
 * where that does not come, they go from here.
 */
import { newId } from '../../core/ids.ts';
import type { Logger } from '../../core/logger/index.ts';
import { scopeFromJob, systemScope } from '../../core/tenancy.ts';
import type { Accounts } from '../../models/quotas.ts';
import { kinds, quotaNames } from './kinds.ts';
import { read } from './marks.ts';
import type { createNotices } from './notices.ts';

interface Needs {
  readonly accounts: Pick<Accounts, 'find'>;
  readonly notify: ReturnType<typeof createNotices>;
  readonly log: Logger;
}

const batch = 200;

export function createOwedSweep({ accounts, notify, log }: Needs) {
  let scope: ReturnType<typeof systemScope> | undefined;

  return async (signal: AbortSignal): Promise<void> => {
    scope ??= systemScope('quotas: notices that are owed to whatever tenant', log);
    for (let after = ''; ; ) {
      const found = await accounts.find(
        scope,
        { _id: { $gt: after }, owed: { $gt: '' } },
        { select: ['tenantId', 'owed', 'used'], sort: { _id: 1 }, limit: batch },
      );
      for (const { _id: accountId, tenantId, owed, used } of found) {
        const quota = quotaNames.find((name) => accountId.split(':')[1] === name);
        if (quota === undefined) continue;
        for (const mark of owed) {
          if (signal.aborted) return;
          const { limit, percent } = read(mark);
          // What goes on at one moment may be over by now; so much it was at least.
          const measured = Math.max(used, Math.ceil((limit * percent) / 100));
          const about = { accountId, marks: [mark], kind: kinds[quota], measured, requestId: newId('req') };
          await notify(scopeFromJob({ tenantId }), about);
        }
      }
      if (found.length < batch) return;
      after = found.at(-1)?._id ?? '';
    }
  };
}
