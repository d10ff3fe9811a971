/** Work that is told when its time is up, and is given up where it does not listen. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What is told to stop may write down where it was. */
const graceMs = 5_000;

export async function withTimeLimit<T>(work: Promise<T>, stop: AbortController, limitMs: number): Promise<T> {
  const ended = new AbortController();
  const late = (async () => {
    await sleep(limitMs, undefined, { signal: ended.signal, ref: false });
    stop.abort(new Error(`its ${limitMs} ms are over`));
    await sleep(graceMs, undefined, { signal: ended.signal, ref: false });
    throw new Error(`it did not stop within ${graceMs} ms after its ${limitMs} ms were over`);
  })();
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
  }
}
