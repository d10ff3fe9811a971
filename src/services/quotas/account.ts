/** What happens to an account, without a database: each step says what the account is like after it. */

export interface Hold {
  readonly id: string;
  readonly amount: number;
  readonly until: Date;
}

export interface Entry {
  readonly id: string;
  readonly amount: number;
}

export interface Account {
  readonly used: number;
  readonly held: readonly Hold[];
  readonly pending: readonly Entry[];
  readonly told: readonly string[];
  readonly owed: readonly string[];
}

export const emptyAccount: Account = { used: 0, held: [], pending: [], told: [], owed: [] };

export interface Outcome {
  /** The same object where nothing changes. */
  readonly account: Account;
  /** False: there was no room. */
  readonly granted: boolean;
}

/** What a step knows besides the account. */
export interface Now {
  readonly now: Date;
  readonly hard: number | undefined;
  /** Whether what uses it is in a sum already. */
  readonly isSettled: boolean;
}

/** Takes room until then; once more with the same id keeps it for longer. */
export function reserve(account: Account, hold: Hold, { now, hard, isSettled }: Now): Outcome {
  if (isSettled) return { account, granted: true };
  const live = liveOf(account, now);
  const own = live.find(({ id }) => id === hold.id);
  if (own !== undefined) {
    const until = own.until > hold.until ? own.until : hold.until;
    const held = live.map((each) => (each === own ? { ...own, until } : each));
    return { account: { ...account, held }, granted: true };
  }
  if (!hasRoom(account.used, live, hold.amount, hard)) return { account, granted: false };
  return { account: { ...account, held: [...live, hold] }, granted: true };
}

/** What goes on goes on, whether or not there was room for it. */
export const hold = (account: Account, entry: Hold, about: Now): Outcome =>
  reserve(account, entry, { ...about, hard: undefined });

/** What was used was used, whether or not there was room for it. */
export function settle(account: Account, entry: Entry, { now, isSettled }: Now): Outcome {
  if (isSettled) return { account, granted: true };
  const held = liveOf(account, now).filter(({ id }) => id !== entry.id);
  const pending = [...account.pending, entry];
  return { account: { ...account, held, pending, used: account.used + entry.amount }, granted: true };
}

/** Reserves and settles in one. */
export function count(account: Account, entry: Entry, about: Now): Outcome {
  const others = liveOf(account, about.now).filter(({ id }) => id !== entry.id);
  if (!about.isSettled && !hasRoom(account.used, others, entry.amount, about.hard)) {
    return { account, granted: false };
  }
  return settle(account, entry, about);
}

/** Gives back what was reserved. What was settled stays. */
export function release(account: Account, ids: readonly string[]): Outcome {
  const gone = new Set(ids);
  const held = account.held.filter(({ id }) => !gone.has(id));
  return { account: held.length === account.held.length ? account : { ...account, held }, granted: true };
}

/** Where it turns out that another period's account has it already. */
export function takeBack(account: Account, id: string): Outcome {
  const entry = account.pending.find((each) => each.id === id);
  if (entry === undefined) return { account, granted: true };
  const pending = account.pending.filter((each) => each !== entry);
  return { account: { ...account, pending, used: account.used - entry.amount }, granted: true };
}

/** What has run out is nobody's any more: whoever reserved it has ended without a word. */
export const liveOf = ({ held }: Pick<Account, 'held'>, now: Date) => held.filter(({ until }) => until > now);

export const sumOf = (entries: readonly { readonly amount: number }[]) =>
  entries.reduce((sum, { amount }) => sum + amount, 0);

function hasRoom(used: number, live: readonly Hold[], amount: number, hard: number | undefined): boolean {
  return hard === undefined || used + sumOf(live) + amount <= hard;
}
