/** Numbers as the contract has them, for the eyes of whoever looks. */
import type { NumberHistory, PhoneLine } from '../../contract/numbers.ts';
import type { Caller } from '../../core/caller.ts';
import { eyesOf } from '../../core/masking.ts';
import type { NumberEntry, StoredNumber } from '../../models/numbers.ts';
import { isOwner } from './reach.ts';

export function shownTo(caller: Caller): (number: StoredNumber) => PhoneLine {
  const eyes = eyesOf(caller);
  return (line) => {
    const { _id, number, provider, simulated, connectionId, holderId, agent, greeting, createdAt, rev } =
      line;
    return {
      id: _id,
      number: eyes.number(number),
      provider,
      simulated,
      connectionId: isOwner(caller, line) ? connectionId : null,
      tenantId: holderId ?? null,
      agent: agent ?? null,
      greeting: greeting ?? null,
      since: (line.entries.at(-1)?.from ?? createdAt).toISOString(),
      createdAt: createdAt.toISOString(),
      rev,
    };
  };
}

/** One of the history, with its revision for an id. */
export interface Chapter {
  readonly _id: string;
  readonly entry: NumberEntry;
  readonly until: Date | undefined;
}

/** The newest first. Who had it before is nobody's business but the owner's. */
export function chaptersFor(caller: Caller, line: StoredNumber): Chapter[] {
  const { entries } = line;
  const all = entries.map((entry, index) => ({
    _id: String(entry.rev),
    entry,
    until: entries[index + 1]?.from,
  }));
  const own = isOwner(caller, line) ? all : all.filter(({ entry }) => entry.holderId === caller.tenantId);
  return own.toReversed();
}

export const shownChapter =
  (caller: Caller, line: StoredNumber) =>
  ({ entry, until }: Chapter): NumberHistory['items'][number] => ({
    from: entry.from.toISOString(),
    until: until?.toISOString() ?? null,
    tenantId: entry.holderId ?? null,
    agent: entry.agent ?? null,
    // Of the platform's people a tenant knows nothing; of its own, the audit log tells.
    by: isOwner(caller, line) ? entry.by : null,
  });
