/** What a verb gets to play with while its document is the one that counts. */
import { TwimlFailure } from './failure.ts';
import type { Line, Ports, RunningStream, Scene } from './types.ts';

export interface SceneOptions {
  readonly line: Line;
  readonly ports: Ports;
  readonly signal: AbortSignal;
  readonly streams: Map<string, RunningStream>;
  /** The document's address; none where the TwiML came without one. */
  readonly url: string | undefined;
}

export function createScene({ line, ports, signal, streams, url: base }: SceneOptions): Scene {
  return {
    line,
    ports,
    signal,
    streams,
    warn: (code, message) => ports.report({ level: 'warning', code, message, url: base }),
    resolve(url) {
      const trimmed = url.trim();
      if (!URL.canParse(trimmed, base)) {
        throw new TwimlFailure(11100, `"${trimmed}" is no address, and relative to nothing`, base);
      }
      // An absolute one stays as it was written: what is requested is what is signed.
      return URL.canParse(trimmed) ? trimmed : new URL(trimmed, base).href;
    },
    here() {
      if (base !== undefined) return base;
      throw new TwimlFailure(11100, 'TwiML that came without an address has to name an action');
    },
    fetch: (request) => unlessAborted(ports.fetch(request), signal),
  };
}

/** The answer, or the signal's reason where that comes first. */
export async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
