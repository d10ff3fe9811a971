/** Announcements through the database, read by every instance a few times a second, and at once where Redis hints at one. */
import { type Clock, systemClock } from '../../core/clock.ts';
import { createGathering } from '../../core/gathering.ts';
import type { Hints } from '../../core/hints.ts';
import type { Logger } from '../../core/logger/index.ts';
import { createOutage } from '../../core/outage.ts';
import type { Announcements } from '../../models/revocations.ts';
import { startPolling } from './polling.ts';
import type { Listener, Revocations, Subject } from './revocations.ts';

export interface Pace {
  /** From the end of one look to the next one. */
  readonly everyMs: number;
  /** How long after the beginning of a good look what is remembered may be trusted; also how long one look may take. */
  readonly trustedMs: number;
}

export interface OpenRevocations extends Revocations {
  close(): Promise<void>;
}

interface Needs {
  readonly announcements: Announcements;
  readonly hints: Hints;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly pace?: Pace;
}

/** Effective within a second means that nobody trusts what he knew a second ago. */
const usualPace: Pace = { everyMs: 200, trustedMs: 950 };
const topic = 'revocations';
const mostTogether = 1_000;

export async function openRevocations(needs: Needs): Promise<OpenRevocations> {
  const { announcements, hints, log, clock = systemClock, pace = usualPace } = needs;
  const listeners = new Set<Listener>();
  const tell = (subject: Subject | 'everything') => {
    for (const listener of listeners) listener(subject);
  };
  // Before anything is remembered: what was announced until now cannot concern it.
  let known = await announcements.newest();
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(signal: AbortSignal): Promise<void> {
    // What is announced from now on this look may miss.
    const began = clock.monotonicMs();
    const { newest, subjects, whole } = await announcements.since(known, signal);
    // Given up meanwhile: another look knows more.
    signal.throwIfAborted();
    if (!whole) {
      log.warn({ known, newest }, 'announcements of what was taken back were lost; all is asked anew');
      tell('everything');
    }
    for (const subject of subjects) tell(subject);
    known = newest;
    lookedAt = began;
  }

  const outage = createOutage(log, {
    begins: 'what was taken back cannot be read; nobody is let in from memory',
    ends: 'what was taken back can be read again',
  });
  const polling = startPolling({ look, ...pace, outage });
  hints.listen(topic, polling.now);
  let expiring: Promise<unknown> = Promise.resolve();
  const gathering = createGathering<Subject>({
    most: mostTogether,
    async write(subjects) {
      const number = await announcements.append(known, subjects);
      hints.give(topic);
      // Nobody waits for that.
      expiring = announcements
        .expireBefore(number)
        .catch((error) => log.debug({ error }, 'left to the next'));
      return [];
    },
  });

  return {
    async announce(subject) {
      await gathering.add(subject);
      tell(subject);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isCurrent: () => clock.monotonicMs() - lookedAt < pace.trustedMs,
    async close() {
      await gathering.idle();
      await expiring;
      await polling.close();
    },
  };
}
