/** The n-th of many calls, always the same but for its id: what its provider told of it. */
import { fact } from '../../src/core/calls/fact.ts';
import type { Fact } from '../../src/core/calls/facts.ts';

/** Rare things happen so often, however many calls there are. */
export const rareCalls = 1_000;
export const rareWord = 'zebra';
export const commonWord = 'appointment';

export interface PastCall {
  readonly startedAt: Date;
  readonly provider: 'bland' | 'twilio';
  readonly simulated: boolean;
  readonly agent: string;
  readonly providerCallId: string;
  readonly facts: readonly Fact[];
}

const begins = Date.UTC(2025, 0, 1);
const everyMs = 30_000;
const ends = ['completed', 'busy', 'no-answer', 'failed', 'canceled'] as const;
const tags = ['BOOKED', 'CALL_BACK', 'NOT_INTERESTED', 'WRONG_NUMBER', 'TRANSFERRED'] as const;
const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ka', 'le', 'mi', 'no', 'pu', 'ra', 'se', 'ti', 'vo', 'zu'];

export const startOf = (n: number): Date => new Date(begins + n * everyMs);
export const callerOf = (n: number): string => `+1415${String(draw(n, 1) % 200_000).padStart(7, '0')}`;
export const lineOf = (n: number): string => `+1650${String(draw(n, 2) % 50).padStart(7, '0')}`;
export const agentOf = (n: number): string => (draw(n, 3) % 2 === 0 ? 'Clinic' : `Agent ${draw(n, 4) % 40}`);
export const providerIdOf = (n: number): string => `past-${n}`;

export function pastCall(n: number, count: number): PastCall {
  const startedAt = startOf(n);
  const at = (second: number) => new Date(startedAt.getTime() + second * 1_000);
  const isRare = n % Math.ceil(count / rareCalls) === 0;
  const chance = draw(n, 5) % 100;
  // Eight in ten are answered.
  const as = ends[chance < 80 ? 0 : 1 + (chance % 4)] ?? 'completed';
  const seconds = as === 'completed' ? 5 + (draw(n, 6) % 60) * (draw(n, 7) % 60) : 0;
  const started = {
    direction: draw(n, 8) % 10 < 7 ? 'inbound' : 'outbound',
    from: callerOf(n),
    to: lineOf(n),
  } as const;
  return {
    startedAt,
    provider: draw(n, 9) % 2 === 0 ? 'bland' : 'twilio',
    simulated: draw(n, 10) % 10 === 0,
    agent: agentOf(n),
    providerCallId: providerIdOf(n),
    facts: [
      fact('started', 'provider', started, startedAt),
      fact('ended', 'provider', { as, by: 'caller' }, at(seconds + 4)),
      ...(as === 'completed' ? conversation(n, seconds, isRare, at) : []),
    ],
  };
}

function conversation(n: number, seconds: number, isRare: boolean, at: (second: number) => Date): Fact[] {
  const recording = { id: `RE${n}`, channels: 2, durationSec: seconds };
  const file = { id: `RE${n}`, key: `recordings/${n}`, sha256: '0'.repeat(64), bytes: 9_000 * seconds };
  return [
    fact('answered', 'provider', {}, at(4)),
    fact('duration', 'provider', { seconds, measure: 'billed' }),
    fact('answered-by', 'provider', { who: 'human' }),
    fact('caller', 'provider', { name: 'Ada Lovelace' }),
    fact('cost', 'provider', { micros: String(seconds * 1_500), currency: 'USD' }),
    fact('summary', 'provider', { text: `The caller spoke of ${wordOf(draw(n, 11))} and was helped.` }),
    ...(draw(n, 12) % 2 === 0
      ? [fact('disposition', 'provider', { tag: isRare ? 'RARE' : (tags[draw(n, 13) % 5] ?? '') })]
      : []),
    fact('recording', 'provider', { ...recording, state: draw(n, 14) % 20 === 0 ? 'absent' : 'completed' }),
    ...(draw(n, 15) % 10 < 7
      ? [fact('recording.stored', 'trunkline', { ...file, contentType: 'audio/mpeg' })]
      : []),
    ...said(n, isRare).map((text, number) =>
      fact('line', 'provider', { who: number % 2 === 0 ? 'agent' : 'caller', text, number }, at(5 + number)),
    ),
  ];
}

function said(n: number, isRare: boolean): string[] {
  const seldom = Array.from({ length: 6 }, (_, index) => wordOf(draw(n, 20 + index)));
  return [
    'Good morning, how may I help you?',
    draw(n, 16) % 10 < 6 ? `I need an ${commonWord}` : 'I have a question',
    seldom.join(' '),
    isRare ? `about my ${rareWord}` : 'thank you',
  ];
}

/** Of twenty thousand. */
function wordOf(chance: number): string {
  const sound = (divisor: number) => syllables[Math.floor((chance % 20_000) / divisor) % syllables.length];
  return `${sound(1)}${sound(15)}${sound(225)}${sound(3_375)}`;
}

/** A whole number that looks like chance, the same for the same call and question. */
function draw(n: number, question: number): number {
  let mixed = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(question + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
