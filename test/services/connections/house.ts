/** Connections of a whole Trunkline, whose accounts at providers a test makes up. */
import { Readable } from 'node:stream';
import type { Connection, NewConnection } from '../../../src/contract/connections.ts';
import type { Caller } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import type { Account, AccountProfile } from '../../../src/providers/telephony/telephony.ts';
import type { ReachableConnection } from '../../../src/services/connections/connections.ts';
import { type ConnectionsNeeds, createConnections } from '../../../src/services/connections/index.ts';
import type { TestApp } from '../../helpers/app.ts';
import { callerOf } from '../../helpers/doors.ts';

/** An account at no provider, and what was asked of it. */
export interface PretendedAccount extends Account {
  readonly asked: string[];
}

export function pretendedAccount(profile: () => Promise<AccountProfile>): PretendedAccount {
  const asked: string[] = [];
  return {
    asked,
    profile() {
      asked.push('profile');
      return profile();
    },
    async call() {
      asked.push('call');
      return undefined;
    },
    recentCalls() {
      asked.push('recentCalls');
      return Readable.from([]);
    },
    async place() {
      asked.push('place');
      return { providerCallId: 'CA1' };
    },
    async find() {
      asked.push('find');
      return undefined;
    },
    async hangUp() {
      asked.push('hangUp');
    },
  };
}

export function connectionsHouse({ app }: Pick<TestApp, 'app'>, more: Partial<ConnectionsNeeds> = {}) {
  const accounts: { readonly of: ReachableConnection; readonly account: PretendedAccount }[] = [];
  const state = { profile: async (): Promise<AccountProfile> => ({ name: 'Example Ltd' }) };
  const connections = createConnections({
    ...app,
    profileCache: { get: async () => undefined, set: async () => undefined },
    accountFor(of) {
      const account = pretendedAccount(() => state.profile());
      accounts.push({ of, account });
      return account;
    },
    hookAddresses: ({ hooksUrl }) => ({ webhook: hooksUrl }),
    checkPretended: async () => undefined,
    ...more,
  });
  const caller: Caller = callerOf(newId('ten'));
  return {
    connections,
    accounts,
    state,
    caller,
    connect: (body: object): Promise<Connection> =>
      connections.create(caller, { simulated: false, ...body } as NewConnection),
  };
}
