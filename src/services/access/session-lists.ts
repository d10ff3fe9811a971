/**
 * Somebody's sessions as they are listed, kept in Redis under `session:{userId}` for as long as an access token is
 * good. It serves people who look at their list, and nothing else: whether somebody is let in is never read from it.
 * So where Redis is away, wiped or wrong, the list comes from the database and nobody gets in by it. What tells of
 * the person in it is sealed, as it is in the database.
 */
import type { Session } from '../../models/sessions.ts';
import { accessTokenMs } from './tokens.ts';

export type ListedSession = Pick<
  Session,
  '_id' | 'tenantId' | 'userId' | 'epoch' | 'deviceSealed' | 'createdAt' | 'usedAt' | 'expiresAt'
>;

/** What Redis does for this; src/clients has it. */
export interface ListCache {
  /** What is kept; or, where nothing is, a ticket with which to keep what was read after that. */
  look(key: string): Promise<{ kept: string } | { ticket: string }>;
  /** Only if nothing was forgotten under that key since the ticket was given. */
  keep(key: string, ticket: string, text: string, forMs: number): Promise<void>;
  forget(key: string): Promise<void>;
}

export interface SessionLists {
  get(userId: string, read: () => Promise<ListedSession[]>): Promise<ListedSession[]>;
  forget(userId: string): Promise<void>;
}

export function createSessionLists(cache: ListCache): SessionLists {
  const quietly = <T>(asked: Promise<T>) => asked.catch(() => undefined);
  return {
    async get(userId, read) {
      const found = await quietly(cache.look(userId));
      if (found !== undefined && 'kept' in found) return parsed(found.kept);
      const sessions = await read();
      if (found !== undefined) {
        await quietly(cache.keep(userId, found.ticket, JSON.stringify(sessions), accessTokenMs));
      }
      return sessions;
    },
    async forget(userId) {
      // Without Redis there is nothing to forget; and what a Redis that comes back still has is old for minutes.
      await quietly(cache.forget(userId));
    },
  };
}

function parsed(text: string): ListedSession[] {
  const sessions = JSON.parse(text) as Record<keyof ListedSession, never>[];
  return sessions.map(({ createdAt, usedAt, expiresAt, ...session }) => ({
    ...session,
    createdAt: new Date(createdAt),
    usedAt: new Date(usedAt),
    expiresAt: new Date(expiresAt),
  }));
}
