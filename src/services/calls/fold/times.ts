/** When a call began, was answered and ended, as well as its facts tell. */
import type { FactOf, FactSource, HeardFact } from '../../../core/calls/facts.ts';
import { factSources } from '../../../core/calls/facts.ts';

export interface Times {
  readonly startedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt?: Date;
}

interface Known {
  readonly facts: readonly HeardFact[];
  readonly heardFrom: Date | undefined;
  readonly answered: FactOf<'answered'> | undefined;
  readonly ended: (FactOf<'ended'> & { heardAt: Date }) | (FactOf<'lost'> & { heardAt: Date }) | undefined;
  readonly wasAnswered: boolean;
  /** What the provider counted. */
  readonly seconds: number | undefined;
}

export function times({ facts, heardFrom, answered, ended, wasAnswered, seconds }: Known): Times {
  const lengthMs = seconds === undefined ? undefined : seconds * 1000;
  const begun = beginning(facts, heardFrom);
  const answeredBy = wasAnswered ? (answered?.at ?? before(ended?.at, lengthMs)) : undefined;
  const startedAt = earliest([begun, answeredBy, ended?.at]);
  const answeredAt = wasAnswered ? (answeredBy ?? startedAt) : undefined;
  if (ended === undefined) return { startedAt, ...(answeredAt && { answeredAt }) };
  const end = ended.at ?? (wasAnswered ? after(answered?.at, lengthMs) : undefined) ?? ended.heardAt;
  // Clocks differ: nothing ends before it began.
  const endedAt = latest([end, answeredAt ?? startedAt]);
  return { startedAt, ...(answeredAt && { answeredAt }), endedAt };
}

const beginnings = new Set(['placed', 'started', 'ringing']);

/** As told by whoever knows best; where nobody says a time, when it was first heard of. */
function beginning(facts: readonly HeardFact[], heardFrom: Date | undefined): Date {
  const told = (source: FactSource) =>
    facts.flatMap((each) =>
      each.source === source && beginnings.has(each.kind) && each.at ? [each.at] : [],
    );
  const best = factSources.map(told).find((dates) => dates.length > 0);
  return earliest(best ?? [heardFrom, ...facts.map(({ heardAt }) => heardAt)]);
}

const before = (date: Date | undefined, ms: number | undefined) =>
  date === undefined || ms === undefined ? undefined : new Date(date.getTime() - ms);
const after = (date: Date | undefined, ms: number | undefined) =>
  date === undefined || ms === undefined ? undefined : new Date(date.getTime() + ms);

function earliest(dates: readonly (Date | undefined)[]): Date {
  return new Date(Math.min(...dates.flatMap((date) => (date === undefined ? [] : [date.getTime()]))));
}

function latest(dates: readonly Date[]): Date {
  return new Date(Math.max(...dates.map((date) => date.getTime())));
}
