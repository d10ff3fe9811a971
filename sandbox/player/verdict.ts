/** Holds what a scenario expects against what was said and done. */
import type { CallResult } from '../calls/types.ts';
import type { Scenario } from '../scenarios/schema.ts';
import { isTaken, type WebhookReport } from './books.ts';
import type { CallReport, Check } from './report.ts';
import { ruleName } from './troubles.ts';

interface Played {
  readonly call: Pick<CallReport, 'id' | 'agent' | 'webhooks'>;
  /** Undefined where nobody was dialled. */
  readonly result: CallResult | undefined;
  /** The route of the webhook that tells that a call has ended. */
  readonly end: string;
}

export function checksOf({ expect }: Scenario, { call, result, end }: Played): Check[] {
  const ends = call.webhooks.filter(({ kind, about }) => kind === end && about === call.id);
  const same = (what: string, expected: unknown, actual: unknown): Check => ({
    what,
    expected,
    actual,
    met: expected === actual,
  });
  return [
    same('outcome', expect.outcome, result?.outcome),
    same('answered by', expect['answered by'], result?.answeredBy ?? 'nobody'),
    // Somebody else's agent says and does what it likes.
    ...(call.agent === 'target'
      ? []
      : [
          same('ended by', expect['ended by'], result?.endedBy),
          same('keys', expect.keys, keysOf(result)),
          same('transferred to', expect['transferred to'], transferOf(result)),
          saidOf(expect.said, result),
        ]),
    // What was put in besides may strike the one webhook that counts: the scenario knew nothing of that.
    ...(struckBesides(ends, call.id) ? [] : [same('learnt by', expect['learnt by'], learntBy(ends))]),
  ];
}

function saidOf(pieces: readonly string[], result: CallResult | undefined): Check {
  const said = (result?.turns ?? []).map(({ text }) => text).join(' / ');
  let from = 0;
  for (const piece of pieces) {
    const at = said.indexOf(piece, from);
    if (at < 0) return { what: 'said', expected: piece, actual: said.slice(from), met: false };
    from = at + piece.length;
  }
  return { what: 'said', expected: pieces, actual: said, met: true };
}

function keysOf(result: CallResult | undefined): string {
  return (result?.events ?? [])
    .flatMap((event) => (event.type === 'dtmf' && event.who === 'person' ? [event.digit] : []))
    .join('');
}

function transferOf(result: CallResult | undefined): string | undefined {
  const answered = result?.events.find((event) => event.type === 'transfer' && event.state === 'answered');
  return answered?.type === 'transfer' ? answered.to : undefined;
}

/** Whoever got it whole, with its signature, and did not refuse it knows; whether the answer came back is no matter. */
function learntBy(ends: readonly WebhookReport[]): 'webhook' | 'asking' {
  const attempts = ends.flatMap((each) => each.attempts);
  const learnt = attempts.some(
    (attempt) =>
      attempt.arrived === true &&
      attempt.fault !== 'bad-signature' &&
      (attempt.status === undefined || isTaken(attempt)),
  );
  return learnt ? 'webhook' : 'asking';
}

function struckBesides(ends: readonly WebhookReport[], callId: string): boolean {
  return ends
    .flatMap((each) => each.attempts)
    .some(({ faultRule }) => faultRule !== undefined && !faultRule.startsWith(ruleName(callId)));
}
