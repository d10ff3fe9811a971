/** Tells a tenant's operators by mail what they have used. What could not be sent stays owed, and goes with the next use or sweep. */
import type { Logger } from '../../core/logger/index.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import { tenantOf } from '../../core/tenancy.ts';
import type { Mail } from '../mail/mail.ts';
import type { Kind } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import { read } from './marks.ts';

export interface Operator {
  readonly id: string;
  readonly email: string;
}

export interface NoticeNeeds {
  readonly ledger: Pick<Ledger, 'delivered'>;
  readonly mail: Pick<Mail, 'enqueue'>;
  /** Whom to tell of this tenant's matters. */
  readonly operatorsOf: (scope: TenantScope) => Promise<readonly Operator[]>;
  readonly nameOf: (tenantId: string) => string | undefined | Promise<string | undefined>;
  readonly log: Logger;
}

export interface Owed {
  readonly accountId: string;
  readonly marks: readonly string[];
  readonly kind: Kind;
  readonly measured: number;
  readonly requestId: string;
}

export function createNotices({ ledger, mail, operatorsOf, nameOf, log }: NoticeNeeds) {
  async function send(
    scope: TenantScope,
    { accountId, marks, kind, measured, requestId }: Owed,
  ): Promise<void> {
    const tenantId = tenantOf(scope);
    const [operators, name] = await Promise.all([operatorsOf(scope), nameOf(tenantId)]);
    for (const mark of marks) {
      const { which, percent, limit } = read(mark);
      for (const { id, email } of operators) {
        await mail.enqueue(
          scope,
          {
            template: 'quota',
            to: email,
            values: {
              tenant: name ?? tenantId,
              quota: `${kind.words} (${which} limit)`,
              used: amountOf(measured, kind),
              limit: amountOf(limit, kind),
              percent,
            },
            // The same wherever it is tried again: nobody is told twice.
            key: `quota:${accountId}:${mark}:${id}`,
          },
          requestId,
        );
      }
    }
    await ledger.delivered(scope, accountId, marks);
  }

  /** Never fails: what is counted is counted, whoever hears of it. */
  return async (scope: TenantScope, owed: Owed): Promise<void> => {
    try {
      await send(scope, owed);
    } catch (error) {
      log.warn({ error, tenantId: tenantOf(scope), account: owed.accountId }, 'a notice about a quota waits');
    }
  };
}

/** In what the limit is given in; of minutes, the whole ones. */
const amountOf = (amount: number, { unit, perUnit }: Kind) => `${Math.floor(amount / perUnit)} ${unit}`;
