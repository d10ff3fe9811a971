/** The tokens of a session that were replaced within the grace: what each is good for still, and which are remembered. */
import { sameSecret } from '../../core/crypto/index.ts';
import type { Session } from '../../models/sessions.ts';

type Tokens = Pick<Session, 'refreshHash' | 'replaced' | 'earlier'>;

/** Longer than a client waits before it tries again, and much shorter than an access token lasts. */
export const graceMs = 20_000;
/** More than people at several tabs bring about within the grace, and a few kilobytes at most. */
export const mostEarlier = 30;

/**
 * live: it gives its successor. replaced: it gives the same one again. earlier: it gives nothing, and is no sign of a
 * theft yet. Undefined: it is none of these.
 */
export function placeOf(
  { refreshHash, replaced, earlier = [] }: Tokens,
  hash: string,
  now: Date,
): 'live' | 'replaced' | 'earlier' | undefined {
  if (sameSecret(hash, refreshHash)) return 'live';
  const isRecent = (one: { readonly hash: string; readonly at: Date }) =>
    +now - +one.at <= graceMs && sameSecret(hash, one.hash);
  if (replaced != null && isRecent(replaced)) return 'replaced';
  return earlier.some(isRecent) ? 'earlier' : undefined;
}

/** What is remembered when the live token is replaced: the one that it had replaced itself, and those before, newest first. */
export function earlierOf({ replaced, earlier = [] }: Tokens, now: Date): NonNullable<Tokens['earlier']> {
  const all = replaced == null ? earlier : [{ hash: replaced.hash, at: replaced.at }, ...earlier];
  return all
    .filter(({ at }) => +now - +at <= graceMs)
    .slice(0, mostEarlier)
    .map(({ hash, at }) => ({ hash, at }));
}
