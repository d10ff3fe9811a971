/** Whom a process has let in lately, by their access token. Bounded: the oldest makes room. */
import type { Identity } from '../../core/caller.ts';

export interface Letin {
  readonly identity: Identity;
  readonly expiresAtMs: number;
}

export interface Remembered {
  get(token: string): Letin | undefined;
  set(token: string, letin: Letin): void;
  delete(token: string): void;
  forget(isMeant: (identity: Identity) => boolean): void;
}

export function createRemembered(most: number): Remembered {
  const byToken = new Map<string, Letin>();
  return {
    get: (token) => byToken.get(token),
    set(token, letin) {
      if (byToken.size >= most) {
        const [oldest] = byToken.keys();
        if (oldest !== undefined) byToken.delete(oldest);
      }
      byToken.set(token, letin);
    },
    delete: (token) => void byToken.delete(token),
    forget(isMeant) {
      for (const [token, { identity }] of byToken) if (isMeant(identity)) byToken.delete(token);
    },
  };
}
