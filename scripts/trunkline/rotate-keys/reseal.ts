/** Looks through everything that is encrypted until nothing is left under an older key, and tells how far it is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../../../src/core/errors.ts';
import type { Privacy } from '../../../src/services/privacy/index.ts';
import type { RotationStatus } from '../../../src/services/privacy/rotation/status.ts';
import type { Context } from '../command.ts';
import { countsOf, isDone } from './status.ts';

type Needs = Pick<Privacy, 'sweeps' | 'rotationStatus'>;
type Watching = Pick<Context, 'tell' | 'signal'>;

const tellEveryMs = 1_000;
const othersPatienceMs = 10 * 60_000;
/** One is enough where nobody writes under an older key; whoever still does has not heard of the new one. */
const mostSweeps = 3;

export async function reseal(privacy: Needs, watching: Watching): Promise<RotationStatus> {
  for (let sweeps = 0; sweeps < mostSweeps; sweeps += 1) {
    await sweepAndTell(privacy, watching, sweeps === 0);
    const status = await privacy.rotationStatus();
    if (isDone(status)) return status;
    if (watching.signal.aborted) throw stopped();
    const { unreadable } = countsOf(status);
    if (unreadable > 0) throw new Error(unreadableValues(status, unreadable));
  }
  throw new Error(
    'Values are still written under an older key: a server or worker runs without the new one in front. Start all of them anew, and do this again.',
  );
}

async function sweepAndTell(privacy: Needs, watching: Watching, afresh: boolean): Promise<void> {
  const over = new AbortController();
  const telling = tellUntil(privacy, watching, over.signal);
  try {
    await sweep(privacy, watching, afresh);
  } finally {
    over.abort();
    await telling;
  }
}

/** A worker may be at it: it takes its turn soon, and a lease that was left behind runs out. */
async function sweep({ sweeps }: Needs, { tell, signal }: Watching, afresh: boolean): Promise<void> {
  const until = performance.now() + othersPatienceMs;
  for (let told = false; performance.now() < until; told = true) {
    if ((await sweeps.rotation(signal, afresh)) !== undefined) return;
    if (!told) tell('A worker is at it; waiting for it.');
    await sleep(tellEveryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw stopped();
  }
  throw new Unavailable('A worker has been at it for ten minutes. Ask again by --status.');
}

async function tellUntil({ rotationStatus }: Needs, { tell }: Watching, over: AbortSignal): Promise<void> {
  for (let last = ''; ; ) {
    const status = await rotationStatus();
    const { current, older } = countsOf(status);
    const done = status.fields.filter((field) => field.done).length;
    const line = `${done} of ${status.fields.length} fields are done; values seen: ${current} under ${status.currentKey}, ${older} under older keys.`;
    if (line !== last) tell(line);
    last = line;
    if (over.aborted) return;
    await sleep(tellEveryMs, undefined, { signal: over }).catch(() => undefined);
  }
}

const stopped = () => new Error('It was stopped. A worker goes on with it; so does the same command.');

function unreadableValues({ fields }: RotationStatus, count: number): string {
  const names = fields.filter(({ unreadable }) => unreadable > 0).map(({ name }) => name);
  return `${count} values open under no key of ENCRYPTION_KEYS, in ${names.join(', ')}. Put the key that is missing behind the others, and do this again.`;
}
