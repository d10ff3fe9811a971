/** The wish to stop: the first signal asks for it, a later one insists. */

/** Ctrl-C comes from the terminal, and once more from npm, which passes it on. That is one wish. */
const sameWishMs = 1_000;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Stop {
  readonly signal: AbortSignal;
  /** Fails when the wish comes. */
  readonly asked: Promise<never>;
  /** What to do when a second signal comes; the process ends afterwards. */
  onImpatience(act: () => void): void;
  release(): void;
}

export function onStopSignal(tell: () => void): Stop {
  const wish = new AbortController();
  const asked = Promise.withResolvers<never>();
  asked.promise.catch(() => undefined);
  let since = 0;
  let insist: () => void = () => undefined;
  const act = () => {
    if (!wish.signal.aborted) {
      since = performance.now();
      tell();
      wish.abort();
      asked.reject(wish.signal.reason);
    } else if (performance.now() - since > sameWishMs) {
      insist();
      process.exit(130);
    }
  };
  for (const signal of signals) process.on(signal, act);
  return {
    signal: wish.signal,
    asked: asked.promise,
    onImpatience(impatience) {
      insist = impatience;
    },
    release() {
      for (const signal of signals) process.off(signal, act);
    },
  };
}
