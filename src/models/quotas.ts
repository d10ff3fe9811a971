/**
 * What tenants use. One account for each tenant, quota and period holds the sum; one small document for each use says
 * that it is in a sum already, and in which. How the two are kept together: services/quotas/ledger.ts.
 */
import { type Connection, Schema } from 'mongoose';
import { type Repository, scoped, storedOptions } from './scoped.ts';

export interface StoredAccount {
  /** `tenantId:quota:period`. */
  _id: string;
  tenantId: string;
  /** Goes up with every change. */
  version: number;
  /** What was settled. */
  used: number;
  /** Reserved, and not settled yet. What has run out does not count. */
  held: { id: string; amount: number; until: Date }[];
  /** In `used` already, and perhaps not yet among the uses. */
  pending: { id: string; amount: number }[];
  /** The notices of this period, and those of them that nobody has been sent yet. */
  told: string[];
  owed: string[];
  /** When nobody can ask any more; never for what has no period. */
  forgetAt?: Date;
}

export interface StoredUse {
  /** `tenantId:quota:id of what used it`. */
  _id: string;
  tenantId: string;
  /** In whose sum it is. */
  account: string;
  amount: number;
  forgetAt: Date;
}

export type Accounts = Repository<StoredAccount>;
export type Uses = Repository<StoredUse>;

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const entry = { _id: false, strict: 'throw' } as const;

export function quotasIn(connection: Connection): { accounts: Accounts; uses: Uses } {
  const account = new Schema<StoredAccount>(
    {
      _id: String,
      tenantId: text,
      version: number,
      used: number,
      held: [new Schema({ id: text, amount: number, until: { type: Date, required: true } }, entry)],
      pending: [new Schema({ id: text, amount: number }, entry)],
      told: [String],
      owed: [String],
      forgetAt: Date,
    },
    storedOptions,
  );
  // Those that owe something; who owes nothing has no text there.
  account.index({ owed: 1 });
  account.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });
  const use = new Schema<StoredUse>(
    { _id: String, tenantId: text, account: text, amount: number, forgetAt: { type: Date, required: true } },
    storedOptions,
  );
  use.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });
  return {
    accounts: scoped<StoredAccount>(
      connection.model<StoredAccount>('QuotaAccount', account, 'quota_accounts'),
    ),
    uses: scoped<StoredUse>(connection.model<StoredUse>('QuotaUse', use, 'quota_uses')),
  };
}
