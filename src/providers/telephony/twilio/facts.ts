/** Facts from what Twilio says of a call, whether it says so of its own accord or when it is asked. */
import { ZodError } from 'zod';
import { fact } from '../../../core/calls/fact.ts';
import type { Fact, FactContent, FactKind, FactSource } from '../../../core/calls/facts.ts';
import { defined } from '../../../core/defined.ts';

/** One fact, or none where there is nothing in it that the catalogue would take. */
export function tell<K extends FactKind>(
  kind: K,
  source: FactSource,
  content: FactContent<K>,
  at?: Date,
): Fact[] {
  try {
    return [fact(kind, source, defined(content) as FactContent<K>, at)];
  } catch (error) {
    if (error instanceof ZodError) return [];
    throw error;
  }
}

interface Ends {
  readonly direction?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Without a time it is the same fact from every message about the call. */
export function started(source: FactSource, { direction, from, to }: Ends, at?: Date): Fact[] {
  const known = directionOf(direction);
  return known === undefined ? [] : tell('started', source, { direction: known, from, to }, at);
}

/** `outbound-api` and `outbound-dial` are among them. */
function directionOf(direction = ''): 'inbound' | 'outbound' | undefined {
  if (direction === 'inbound') return 'inbound';
  return direction.startsWith('outbound') ? 'outbound' : undefined;
}

/** A phone that a call was connected to is a call of its own to Twilio; here it is something that happens in that one. */
export function isLeg(parent: string | undefined, direction: string | undefined): parent is string {
  return parent !== undefined && direction !== 'inbound';
}

const ends = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const;

export function endOf(status: string | undefined): FactContent<'ended'>['as'] | undefined {
  return ends.find((end) => end === status);
}

export function answeredBy(source: FactSource, word: string | undefined): Fact[] {
  const who = whoOf(word);
  return who === undefined ? [] : tell('answered-by', source, { who });
}

function whoOf(word = ''): FactContent<'answered-by'>['who'] | undefined {
  if (word.startsWith('machine_')) return 'voicemail';
  return (['human', 'fax', 'unknown'] as const).find((who) => who === word);
}

const recordingStates: Readonly<Record<string, FactContent<'recording'>['state']>> = {
  'in-progress': 'in-progress',
  paused: 'in-progress',
  stopped: 'in-progress',
  processing: 'in-progress',
  completed: 'completed',
  absent: 'absent',
  failed: 'failed',
};

/** Undefined for one that was deleted, too: what we have stored of it is there all the same. */
export function recordingStateOf(status = ''): FactContent<'recording'>['state'] | undefined {
  return Object.hasOwn(recordingStates, status) ? recordingStates[status] : undefined;
}
