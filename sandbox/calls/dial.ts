/** The agent's end dials others and brings the first who answers together with the person. */
import type { Speech } from '../speech/types.ts';
import { createDialledPhone, type DialledPhone } from './leg.ts';
import type { Line } from './line.ts';
import { act, rehearse } from './person.ts';
import type { DialOptions, DialResult, Outcome, PhoneBook } from './types.ts';

const usualTimeoutMs = 30_000;

interface Dialling {
  line: Line;
  speech: Speech;
  options: DialOptions;
  /** Ends the whole. */
  signal: AbortSignal;
}

export async function dial(dialling: Dialling, book: Pick<PhoneBook, 'find'>): Promise<DialResult> {
  const { line, options, signal } = dialling;
  signal.throwIfAborted();
  const phones = options.targets.map(({ number, person }) =>
    createDialledPhone(line, number, person ?? book.find(number), options.onLeg),
  );
  const hangUpAll = () => {
    for (const { leg } of phones) leg.hangUp();
  };
  line.closing.add(hangUpAll);
  try {
    await Promise.all(phones.map((phone) => ringOne(dialling, phone, phones)));
    const winner = phones.find(({ leg }) => leg.state === 'answered');
    if (winner !== undefined) return await together(dialling, winner);
    const now = line.elapsedMs();
    return { outcome: outcomeOf(phones), number: undefined, durationMs: 0, startMs: now, endMs: now };
  } finally {
    line.closing.delete(hangUpAll);
    hangUpAll();
  }
}

/** Whoever answers is the only one left. */
async function ringOne(
  { options, speech, signal }: Dialling,
  phone: DialledPhone,
  all: readonly DialledPhone[],
): Promise<void> {
  void rehearse({ speech, person: phone.person, who: 'third' });
  await phone.ring({ timeoutMs: options.timeoutMs ?? usualTimeoutMs, signal });
  if (phone.leg.state !== 'answered') return;
  for (const other of all) if (other !== phone) other.leg.hangUp();
}

async function together(dialling: Dialling, phone: DialledPhone): Promise<DialResult> {
  const { line, speech, options, signal } = dialling;
  const startMs = line.elapsedMs();
  const both = AbortSignal.any([signal, phone.gone]);
  const stopStar = line.on((event) => {
    const star = event.type === 'dtmf' && event.who === 'person' && event.digit === '*';
    if (options.hangUpOnStar === true && star) phone.leg.hangUp();
  });
  const limit = line.clock.sleep(options.timeLimitMs ?? Number.POSITIVE_INFINITY, both);
  const acting = { line, speech, who: 'third' as const, person: phone.person, signal: both };
  try {
    await Promise.race([act(acting, phone.answeredBy ?? 'human'), limit]);
  } catch (error) {
    if (signal.aborted || !phone.gone.aborted) throw error;
  } finally {
    stopStar();
    phone.leg.hangUp();
    await limit.catch(() => {});
  }
  const endMs = line.elapsedMs();
  return { outcome: 'completed', number: phone.leg.number, durationMs: endMs - startMs, startMs, endMs };
}

/** Of several that came to nothing: one that rang in vain says more than one that was busy. */
function outcomeOf(phones: readonly DialledPhone[]): Outcome {
  const states = phones.map(({ leg }) => leg.state);
  for (const outcome of ['no-answer', 'rejected', 'busy', 'canceled'] as const) {
    if (states.includes(outcome)) return outcome;
  }
  return 'failed';
}
