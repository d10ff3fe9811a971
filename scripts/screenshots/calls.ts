/** The facts of invented calls: those of the last weeks, and those that go on. */

import { fact } from '../../src/core/calls/fact.ts';
import type { Fact } from '../../src/core/calls/facts.ts';
import type { Chance } from './chance.ts';
import type { Desk } from './script.ts';

const source = 'provider';
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Of the calls of a working day, how they spread over its hours: most in the morning, a few at night. */
const perHour = [1, 0, 0, 0, 0, 1, 3, 8, 14, 16, 15, 12, 8, 10, 13, 12, 10, 8, 5, 4, 3, 2, 1, 1];
const weekend = 0.3;

export interface ToldCall {
  readonly providerCallId: string;
  readonly facts: readonly Fact[];
}

/** Of the days before `until`, the oldest first. */
export function pastCalls(
  desks: readonly [Desk, ...Desk[]],
  { days, callsADay, until }: { days: number; callsADay: number; until: Date },
  chance: Chance,
): ToldCall[] {
  const midnight = new Date(until).setUTCHours(0, 0, 0, 0);
  const together = perHour.reduce((sum, share) => sum + share, 0);
  const calls: ToldCall[] = [];
  for (let day = days; day >= 0; day -= 1) {
    const start = midnight - day * dayMs;
    const isWeekend = [0, 6].includes(new Date(start).getUTCDay());
    const count = callsADay * (isWeekend ? weekend : 1) * (0.8 + 0.4 * chance.next());
    for (const [hour, share] of perHour.entries()) {
      const wanted = (count * share) / together;
      const here = Math.floor(wanted) + (chance.is(wanted % 1) ? 1 : 0);
      for (let each = 0; each < here; each += 1) {
        const at = start + hour * 60 * minuteMs + Math.floor(chance.next() * 60 * minuteMs);
        const call = pastCall(chance.of(desks), new Date(at), calls.length, chance);
        if (at < until.getTime() - 20 * minuteMs) calls.push(call);
      }
    }
  }
  return calls;
}

function pastCall(desk: Desk, at: Date, index: number, chance: Chance): ToldCall {
  const later = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
  const outbound = chance.is(0.2);
  const begun = begunOf(desk, at, outbound, chance);
  const fate = chance.next();
  const rings = chance.between(2, 9);
  const providerCallId = `demonstration-${desk.number}-${index}`;
  if (fate < 0.07) {
    const as = chance.of(['no-answer', 'no-answer', 'busy', 'failed', 'canceled'] as const);
    const why = as === 'failed' ? [fact('error', source, { message: 'The line was cut.' })] : [];
    return { providerCallId, facts: [begun, fact('ended', source, { as }, later(rings + 18)), ...why] };
  }
  const talked = Math.round(25 + 240 * chance.next() ** 2);
  const [who, text] = desk.talk.at(-1) ?? (['agent', ''] as const);
  const by = chance.is(0.6) ? 'caller' : 'agent';
  return {
    providerCallId,
    facts: [
      begun,
      fact('answered', source, {}, later(rings)),
      fact('line', source, { who, text, number: 1 }, later(rings + talked - 4)),
      fact('ended', source, { as: 'completed', by }, later(rings + talked)),
      fact('duration', source, { seconds: talked, measure: 'billed' }),
      fact('disposition', source, { tag: chance.of(desk.outcomes) }),
      fact('cost', source, { micros: String(Math.ceil(talked / 60) * 90_000), currency: 'USD' }),
    ],
  };
}

/** It began so many seconds ago and goes on, with what was said until now; none: it rings. */
export function liveCall(desk: Desk, secondsAgo: number, lines: number, now: Date, chance: Chance): ToldCall {
  const at = new Date(now.getTime() - secondsAgo * 1_000);
  const begun = begunOf(desk, at, chance.is(0.2), chance);
  const providerCallId = `demonstration-live-${desk.number}-${secondsAgo}`;
  if (lines === 0) return { providerCallId, facts: [begun] };
  const said = desk.talk.slice(0, lines);
  const step = (secondsAgo - 4) / said.length;
  const facts = said.map(([who, text], index) =>
    fact(
      'line',
      source,
      { who, text, number: index + 1 },
      new Date(at.getTime() + (4 + index * step) * 1_000),
    ),
  );
  return {
    providerCallId,
    facts: [begun, fact('answered', source, {}, new Date(at.getTime() + 3_000)), ...facts],
  };
}

/** One that ended a while ago, with all that was said. */
export function finishedCall(desk: Desk, now: Date): ToldCall {
  const at = (seconds: number) => new Date(now.getTime() - 25 * minuteMs + seconds * 1_000);
  const to = desk.number;
  const lines = desk.talk.map(([who, text], index) =>
    fact('line', source, { who, text, number: index + 1 }, at(4 + index * 9)),
  );
  const over = 4 + lines.length * 9;
  return {
    providerCallId: 'demonstration-finished',
    facts: [
      fact('started', source, { direction: 'inbound', from: '+13125550147', to }, at(0)),
      fact('answered', source, {}, at(3)),
      ...lines,
      fact('ended', source, { as: 'completed', by: 'caller' }, at(over)),
      fact('duration', source, { seconds: over - 3, measure: 'billed' }),
      fact('summary', source, {
        text: 'A boiler drips that was repaired in spring. A technician comes on Thursday at nine.',
      }),
      fact('disposition', source, { tag: 'Appointment made' }),
      fact('cost', source, { micros: '180000', currency: 'USD' }),
    ],
  };
}

function begunOf({ number }: Desk, at: Date, outbound: boolean, chance: Chance): Fact {
  // Numbers that are kept for stories.
  const area = chance.of(['212', '305', '312', '415', '503', '617', '702', '808'] as const);
  const other = `+1${area}55501${String(chance.between(0, 99)).padStart(2, '0')}`;
  const direction = outbound ? 'outbound' : 'inbound';
  const [from, to] = outbound ? [number, other] : [other, number];
  return fact('started', source, { direction, from, to }, at);
}
