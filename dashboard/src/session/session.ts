/**
 * Who is signed in. The access token lives in memory; the refresh token in a cookie that no script can read, the same
 * one for all tabs. A refresh token is good once, so tabs take turns: whoever holds the lock refreshes, with whatever
 * the cookie is by then, and hands the new access token to the others.
 */
import type { SignedIn } from '../../../src/contract/access.ts';
import { ApiError, request } from './request.ts';

export interface Pass {
  readonly accessToken: string;
  readonly accessExpiresAt: string;
}

type News = { readonly pass: Pass | null };

const channel = new BroadcastChannel('trunkline');
/** Whether it is worth asking: a stranger's first visit needs no refusal. */
const mark = 'trunkline.signed-in';
const lock = 'trunkline.refresh';
/** A token is not used up to its last second: clocks differ, and requests take a while. */
const marginMs = 30_000;
/** Together longer than the server takes a replaced token for a late one: after that it says what it is. */
const waitsMs = [300, 1_000, 3_000, 6_000, 12_000];

let pass: Pass | null = null;
const listeners = new Set<(pass: Pass | null) => void>();

channel.onmessage = ({ data }: MessageEvent<News>) => adopt(data.pass);

function adopt(next: Pass | null): void {
  pass = next;
  for (const listener of listeners) listener(next);
}

function tell(next: Pass | null): void {
  if (next === null) localStorage.removeItem(mark);
  else localStorage.setItem(mark, '1');
  adopt(next);
  channel.postMessage({ pass: next } satisfies News);
}

function isFresh(one: Pass | null): one is Pass {
  return one !== null && Date.parse(one.accessExpiresAt) - Date.now() > marginMs;
}

/** Null where nobody is signed in. `stale`: a token that was refused. */
export async function accessToken(stale?: string): Promise<string | null> {
  // Another tab may have been quicker, also while this one waited for its turn.
  const good = () => (isFresh(pass) && pass.accessToken !== stale ? pass.accessToken : undefined);
  if (good() !== undefined) return good() ?? null;
  if (localStorage.getItem(mark) === null) return null;
  const next = () => inTurn(async () => good() ?? refreshed());
  for (const waitMs of waitsMs) {
    try {
      return await next();
    } catch (error) {
      if (!isLate(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return next();
}

async function refreshed(): Promise<string | null> {
  try {
    const next = await request<Pass>('/v1/auth/refresh', { method: 'POST' });
    tell(next);
    return next.accessToken;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    tell(null);
    return null;
  }
}

/**
 * The cookie was replaced while the request was on its way, by a tab that has been loaded anew since. The session goes
 * on: the newer cookie is here already, or comes in a moment.
 */
const isLate = (error: unknown) => error instanceof ApiError && error.code === 'REFRESH_TOKEN_REPLACED';

/** Without locks, on an address that is neither local nor encrypted, each tab refreshes for itself. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks === undefined ? work() : (navigator.locks.request(lock, work) as Promise<T>);
}

export function signedIn({ accessToken, accessExpiresAt }: SignedIn): void {
  tell({ accessToken, accessExpiresAt });
}

export async function signOut(): Promise<void> {
  await inTurn(() => request('/v1/auth/logout', { method: 'POST' })).catch((error: unknown) => {
    // It has ended already.
    if (!(error instanceof ApiError)) throw error;
  });
  tell(null);
}

export function onPass(listener: (pass: Pass | null) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
