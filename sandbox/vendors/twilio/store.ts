/** All resources, in memory and in the sandbox's state. Recorded audio is not kept beyond the process. */

import { z } from 'zod';
import type { Sandbox } from '../../frame/index.ts';
import type { Keeper } from '../../frame/state.ts';
import {
  type Account,
  type CallResource,
  isFinal,
  type PhoneNumber,
  type RecordingResource,
  type Settings,
} from './resources.ts';

export interface Store {
  readonly accounts: Map<string, Account>;
  readonly numbers: Map<string, PhoneNumber>;
  readonly calls: Map<string, CallResource>;
  readonly recordings: Map<string, RecordingResource>;
  newSid(prefix: 'AC' | 'CA' | 'RE' | 'MZ' | 'PN' | 'SK'): string;
  addAccount(account: Partial<Account>): Account;
  numberOf(e164: string): PhoneNumber | undefined;
}

/** What an SDK can be pointed at without having made anything first. */
export const firstAccount = {
  sid: 'AC00000000000000000000000000000001',
  authToken: 'sandbox0000000000000000000000001',
} as const;

const usualSettings: Settings = {
  callbacks: 'in-order',
  recordingDelayMs: 1_000,
  handshakeSlash: false,
};

/** Beyond it the oldest that are finished are forgotten. */
const most = 20_000;

interface Saved {
  accounts: Account[];
  numbers: PhoneNumber[];
  calls: CallResource[];
  recordings: RecordingResource[];
}

const owned = { sid: z.string(), accountSid: z.string(), createdAt: z.number() };
const savedSchema = z.object({
  accounts: z.array(
    z.looseObject({
      sid: z.string(),
      authToken: z.string(),
      ownerSid: z.string(),
      keys: z.record(z.string(), z.string()),
      settings: z.looseObject({ callbacks: z.string(), recordingDelayMs: z.number().nonnegative() }),
      createdAt: z.number(),
    }),
  ),
  numbers: z.array(z.looseObject({ ...owned, phoneNumber: z.string() })),
  calls: z.array(z.looseObject({ ...owned, from: z.string(), to: z.string(), status: z.string() })),
  recordings: z.array(z.looseObject({ ...owned, callSid: z.string(), status: z.string() })),
});

export function createStore({ random, state }: Pick<Sandbox, 'random' | 'state'>): Store {
  const accounts = new Map<string, Account>();
  const numbers = new Map<string, PhoneNumber>();
  const calls = new Map<string, CallResource>();
  const recordings = new Map<string, RecordingResource>();
  const digits = random.stream('twilio', 'sids');

  const store: Store = {
    accounts,
    numbers,
    calls,
    recordings,
    newSid(prefix) {
      forgetOldest(calls, (call) => isFinal(call.status));
      forgetOldest(recordings, ({ status }) => status === 'completed' || status === 'absent');
      for (;;) {
        const sid = prefix + digits.hex(32);
        // The same seed on an older state brings sids that are there already.
        if (![accounts, numbers, calls, recordings].some((kept) => kept.has(sid))) return sid;
      }
    },
    addAccount(given) {
      const sid = given.sid ?? store.newSid('AC');
      const now = Date.now();
      const account: Account = {
        authToken: digits.hex(32),
        friendlyName: sid,
        ownerSid: sid,
        keys: {},
        settings: usualSettings,
        createdAt: now,
        updatedAt: now,
        ...given,
        sid,
      };
      accounts.set(sid, account);
      return account;
    },
    numberOf: (e164) => [...numbers.values()].find(({ phoneNumber }) => phoneNumber === e164),
  };

  state.keep('twilio', keeperOf(store));
  return store;
}

function keeperOf(store: Store): Keeper {
  const { accounts, numbers, calls, recordings } = store;
  return {
    schema: savedSchema,
    save: (): Saved => ({
      accounts: [...accounts.values()],
      numbers: [...numbers.values()],
      calls: [...calls.values()],
      recordings: [...recordings.values()],
    }),
    load(saved) {
      const from = saved as Saved | undefined;
      fill(accounts, from?.accounts);
      fill(numbers, from?.numbers);
      fill(calls, from?.calls);
      fill(recordings, from?.recordings);
      if (accounts.size === 0) store.addAccount({ ...firstAccount, friendlyName: 'Sandbox' });
      // Nobody is on the line any more.
      for (const call of calls.values()) if (!isFinal(call.status)) call.status = 'failed';
    },
  };
}

function fill<T extends { readonly sid: string }>(kept: Map<string, T>, saved: readonly T[] = []): void {
  kept.clear();
  for (const each of saved) kept.set(each.sid, each);
}

function forgetOldest<T>(kept: Map<string, T>, finished: (each: T) => boolean): void {
  if (kept.size < most) return;
  for (const [sid, each] of kept) {
    if (finished(each)) kept.delete(sid);
    if (kept.size < most * 0.9) return;
  }
}
