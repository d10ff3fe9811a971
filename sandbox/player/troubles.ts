/** What the network does wrong in a scenario, as faults of that one call. */
import type { NewFaultRule } from '../frame/faults.ts';
import type { Stage } from '../frame/index.ts';
import type { Trouble } from '../scenarios/schema.ts';

interface Where {
  readonly stage: Pick<Stage, 'webhooks'>;
  readonly provider: string;
  readonly callId: string;
  /** Scenario time passes so many times faster; faults wait in real time. */
  readonly speed: number;
}

const usualByMs = 15_000;

export function rulesOf(troubles: readonly Trouble[], where: Where): NewFaultRule[] {
  const { stage, provider, callId, speed } = where;
  return troubles.filter(byFaults).map((trouble, index) => ({
    id: `${ruleName(callId)} ${index}`,
    vendor: provider,
    direction: 'out',
    subject: callId,
    route: stage.webhooks[trouble.webhooks].join(','),
    probability: trouble.chance,
    times: trouble.times,
    attempts: trouble.attempts,
    ...faultOf(trouble, Math.round((trouble.by ?? usualByMs) / speed)),
  }));
}

/** So that the faults of a scenario can be told from those that somebody put in besides. */
export function ruleName(callId: string): string {
  return `scenario of ${callId}`;
}

/** A recording that is late is no matter of webhooks: it is told of when it is there. */
export function recordingLateMs(troubles: readonly Trouble[]): number {
  return troubles.find((trouble) => !byFaults(trouble))?.by ?? 0;
}

function byFaults({ webhooks, are }: Trouble): boolean {
  return !(webhooks === 'recording' && are === 'late');
}

function faultOf({ are, copies }: Trouble, byMs: number): NewFaultRule {
  switch (are) {
    case 'lost':
      return { kind: 'lost' };
    case 'doubled':
      return { kind: 'duplicate', copies };
    case 'late':
      return { kind: 'delay', delayMs: byMs };
    case 'shuffled':
      return { kind: 'delay', delayMs: byMs, uneven: true };
    case 'badly signed':
      return { kind: 'bad-signature' };
    case 'refused':
      return { kind: 'status', status: 503 };
    case 'slow to be answered':
      return { kind: 'slow-answer', delayMs: byMs };
  }
}
