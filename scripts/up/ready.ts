/** Waits until the server says that it can serve, and knows what is missing while it does not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ReadyAnswer } from '../../src/contract/health.ts';

const everyMs = 150;

export async function untilReady(url: string, withinMs: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const missing = await whatIsMissing(url, signal);
    if (missing === undefined) return;
    if (performance.now() > deadline) {
      throw new Error(`${url} is not green after ${Math.round(withinMs / 1000)} s: ${missing}.`);
    }
    await sleep(everyMs, undefined, { signal });
  }
}

/** Undefined when it is green; else the reason in words. */
async function whatIsMissing(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) });
    if (answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    return `it answers ${answer.status}, ${reasonsOf(await answer.text())}`;
  } catch (error) {
    signal.throwIfAborted();
    const { cause, message } = error as Error;
    return `it does not answer (${cause instanceof Error ? cause.message : message})`;
  }
}

function reasonsOf(body: string): string {
  try {
    return ReadyAnswer.parse(JSON.parse(body)).reasons.join(', ');
  } catch {
    return body;
  }
}
