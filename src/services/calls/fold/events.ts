/**
 * Which events a call and its facts bring. Their ids come from what they are about, so that telling them again, by
 * whichever fact and however often, is telling the same ones.
 */
import type { Fact, FactKind } from '../../../core/calls/facts.ts';
import type { EventType } from '../../../core/events.ts';
import { hashedId, type Id } from '../../../core/ids.ts';
import { wasAnswered } from './answered.ts';

export interface CallEvent {
  readonly id: Id<'evt'>;
  readonly type: EventType;
  /** The fact that it is about, where it is about one. */
  readonly factKey?: string;
  /** The call's revision that it is about, where it is about one. */
  readonly rev?: number;
}

const ofFacts: { readonly [K in FactKind]?: EventType } = {
  input: 'call.input',
  note: 'call.note',
  transfer: 'call.transferred',
  error: 'call.error',
  noted: 'call.noted',
  stream: 'call.stream',
  'recording.stored': 'recording.stored',
};

/**
 * Each happens once in a call's life, whichever fact brought it. What one fact has brought no other takes back, so
 * the order in which they arrive makes no difference.
 */
export function lifeCycleEvents(callId: string, facts: readonly Fact[]): CallEvent[] {
  return lifeCycle
    .filter(({ broughtBy }) => broughtBy(facts))
    .map(({ type }) => ({ id: hashedId('evt', callId, type), type }));
}

const lifeCycle: readonly { type: EventType; broughtBy(facts: readonly Fact[]): boolean }[] = [
  { type: 'call.incoming', broughtBy: (facts) => facts.some((each) => directionOf(each) === 'inbound') },
  { type: 'call.outgoing', broughtBy: (facts) => facts.some((each) => directionOf(each) === 'outbound') },
  { type: 'call.connected', broughtBy: wasAnswered },
  {
    type: 'call.disconnected',
    broughtBy: (facts) => facts.some(({ kind }) => kind === 'ended' || kind === 'lost'),
  },
];

function directionOf(fact: Fact): 'inbound' | 'outbound' | undefined {
  if (fact.kind === 'placed') return 'outbound';
  return fact.kind === 'started' ? fact.content.direction : undefined;
}

export function factEvents(callId: string, facts: readonly Fact[]): CallEvent[] {
  return facts.flatMap((fact) => {
    const type = typeOf(fact);
    return type === undefined
      ? []
      : [{ id: hashedId('evt', callId, type, fact.key), type, factKey: fact.key }];
  });
}

/**
 * Of what one receipt told: a record of the whole call, whose lines are numbered, comes together with how it ended.
 * While a call goes on lines have no number.
 */
export function transcriptEvents(callId: string, told: readonly Fact[]): CallEvent[] {
  const isWhole = told.some(isRecorded) && told.some(({ kind }) => kind === 'ended');
  const type = 'transcription.completed';
  return isWhole ? [{ id: hashedId('evt', callId, type), type }] : [];
}

const isRecorded = (fact: Fact) => fact.kind === 'line' && fact.content.number !== undefined;

export function updateEvent(callId: string, rev: number): CallEvent {
  return { id: hashedId('evt', callId, 'call.updated', String(rev)), type: 'call.updated', rev };
}

function typeOf(fact: Fact): EventType | undefined {
  if (fact.kind === 'recording')
    return fact.content.state === 'completed' ? 'recording.available' : undefined;
  if (fact.kind === 'line') return isRecorded(fact) ? undefined : 'transcription.chunk';
  return ofFacts[fact.kind];
}
