/**
 * Changes accounts so that each use is in one sum once, whoever repeats it, on however many instances, and wherever one
 * of them ends in between. Without transactions, in this order:
 *
 * 1. The account is read, then the use. Who finds the use, or finds it pending in the account, knows that it is in.
 * 2. The account is written under the version that was read: the sum goes up, and the use is pending in it.
 * 3. The use is written.
 * 4. The use is no longer pending.
 *
 * Whoever has not seen a use between 1 and 2 has read the account before another's 2, so its own 2 finds another
 * version and it begins again. Where somebody ended after 2, the next one does the rest.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../core/errors.ts';
import type { TenantScope } from '../../core/tenancy.ts';
import type { Accounts, Uses } from '../../models/quotas.ts';
import { type Account, emptyAccount, type Outcome, takeBack } from './account.ts';
import { createTurns } from './turns.ts';

export interface Place {
  readonly accountId: string;
  /** When the account and its uses may go; undefined for one that stays. */
  readonly forgetAt: Date | undefined;
}

/** A step, which may ask of each use whether it is in a sum already. */
export type Step = (account: Account, isSettled: (account: Account, useId: string) => boolean) => Outcome;

export interface Ledger {
  /** `useIds`: those that the step may settle. */
  change(scope: TenantScope, place: Place, useIds: readonly string[], step: Step): Promise<Outcome>;
  read(scope: TenantScope, accountIds: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  /** Notices that were sent. */
  delivered(scope: TenantScope, accountId: string, marks: readonly string[]): Promise<void>;
}

/** Others were quicker as often as that: something is wrong, and whoever waits should hear it. */
const mostTries = 60;
const pauseMs = 4;

interface Versioned {
  readonly account: Account;
  /** 0 where there is no document yet. */
  readonly version: number;
}

export function createLedger({ accounts, uses }: { accounts: Accounts; uses: Uses }): Ledger {
  const inTurn = createTurns();

  async function load(scope: TenantScope, accountId: string): Promise<Versioned> {
    const found = await accounts.findById(scope, accountId);
    if (found === null) return { account: emptyAccount, version: 0 };
    const { used, held, pending, told, owed, version } = found;
    return { account: { used, held, pending, told, owed }, version };
  }

  async function settled(scope: TenantScope, useIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (useIds.length === 0) return new Set();
    const found = await uses.find(scope, { _id: { $in: useIds } }, { select: ['_id'] });
    return new Set(found.map(({ _id }) => _id));
  }

  /** False where another was quicker. */
  async function save(scope: TenantScope, { accountId, forgetAt }: Place, account: Account, version: number) {
    const fields = {
      used: account.used,
      held: [...account.held],
      pending: [...account.pending],
      told: [...account.told],
      owed: [...account.owed],
      version: version + 1,
    };
    if (version === 0) {
      const document = { _id: accountId, ...fields, ...(forgetAt && { forgetAt }) };
      return (await accounts.insertMany(scope, [document])).insertedCount === 1;
    }
    const { matchedCount } = await accounts.updateOne(scope, { _id: accountId, version }, { $set: fields });
    return matchedCount === 1;
  }

  async function tryUntilSaved(
    scope: TenantScope,
    place: Place,
    next: (read: Account) => Outcome | Promise<Outcome>,
  ): Promise<Outcome> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const { account, version } = await load(scope, place.accountId);
      const outcome = await next(account);
      if (outcome.account === account || (await save(scope, place, outcome.account, version))) return outcome;
      await sleep(Math.random() * pauseMs * Math.min(tries + 1, 10));
    }
    throw new Unavailable('Too much is counted for this tenant at the same time; try again in a moment.');
  }

  /** Steps 3 and 4, for all that are pending, whoever began them. */
  async function finish(scope: TenantScope, place: Place, { pending }: Account): Promise<void> {
    if (pending.length === 0 || place.forgetAt === undefined) return;
    const { accountId, forgetAt } = place;
    const documents = pending.map(({ id, amount }) => ({ _id: id, account: accountId, amount, forgetAt }));
    const { duplicates } = await uses.insertMany(scope, documents, { ordered: false });
    const repeated = duplicates.flatMap((at) => pending[at]?.id ?? []);
    const elsewhere =
      repeated.length === 0
        ? []
        : await uses.find(scope, { _id: { $in: repeated }, account: { $ne: accountId } });
    for (const { _id } of elsewhere) {
      await tryUntilSaved(scope, place, (account) => takeBack(account, _id));
    }
    const done = pending.map(({ id }) => id).filter((id) => !elsewhere.some(({ _id }) => _id === id));
    await accounts.updateOne(scope, { _id: accountId }, { $pull: { pending: { id: { $in: done } } } });
  }

  return {
    change: (scope, place, useIds, step) =>
      inTurn(place.accountId, async () => {
        const outcome = await tryUntilSaved(scope, place, async (read) => {
          const known = await settled(scope, useIds);
          return step(
            read,
            ({ pending }, useId) => known.has(useId) || pending.some(({ id }) => id === useId),
          );
        });
        await finish(scope, place, outcome.account);
        return outcome;
      }),
    async read(scope, accountIds) {
      const found = await accounts.find(scope, { _id: { $in: accountIds } });
      return new Map(found.map((account) => [account._id, account]));
    },
    async delivered(scope, accountId, marks) {
      await accounts.updateOne(scope, { _id: accountId }, { $pullAll: { owed: marks } });
    },
  };
}
