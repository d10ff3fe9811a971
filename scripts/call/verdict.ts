/** What the API says of a call, held against what was said and done in it. */
import type { CallReport } from '../../sandbox/player/report.ts';
import type { Call, Transcript } from '../../src/contract/calls.ts';

export interface Finding {
  readonly what: string;
  /** What was said and done. */
  readonly happened: unknown;
  /** What the API says. */
  readonly told: unknown;
  readonly same: boolean;
}

/** What a call may be called that ended so: providers have no word of their own for each. */
const statuses: Readonly<Record<string, readonly Call['status'][]>> = {
  completed: ['completed'],
  busy: ['busy'],
  rejected: ['busy', 'no-answer', 'failed'],
  'no-answer': ['no-answer'],
  canceled: ['canceled', 'no-answer'],
  failed: ['failed'],
};

const mostSecondsApart = 2;

export function findingsOf(
  report: CallReport,
  found: readonly Call[],
  transcript: Transcript | undefined,
): Finding[] {
  const once: Finding = { what: 'in the log', happened: 1, told: found.length, same: found.length === 1 };
  const [call] = found;
  if (call === undefined) return [once];
  return [
    once,
    { what: 'ended', happened: report.endedAt !== undefined, told: call.ended, same: call.ended },
    statusOf(report, call),
    ...lengthOf(report, call),
    { what: 'simulated', happened: true, told: call.simulated, same: call.simulated },
    ...(transcript === undefined ? [] : [saidOf(report, transcript)]),
  ];
}

function statusOf({ checks }: CallReport, { status }: Call): Finding {
  const outcome = String(checks.find(({ what }) => what === 'outcome')?.actual);
  return {
    what: 'status',
    happened: outcome,
    told: status,
    same: statuses[outcome]?.includes(status) ?? false,
  };
}

function lengthOf({ answeredAt, durationMs }: CallReport, { billableSec }: Call): Finding[] {
  if (answeredAt === undefined) return [];
  const seconds = Math.ceil(durationMs / 1_000);
  const same = billableSec !== null && Math.abs(billableSec - seconds) <= mostSecondsApart;
  return [{ what: 'seconds', happened: seconds, told: billableSec, same }];
}

/** In their order, until somebody else has taken over the call; what was only heard, such as keys, has no words. */
function saidOf({ conversation }: CallReport, { lines }: Transcript): Finding {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const told = lines.map(({ text }) => words(text)).join(' / ');
  let from = 0;
  const over = conversation.findIndex(({ who }) => who === 'third');
  for (const { text } of over < 0 ? conversation : conversation.slice(0, over)) {
    const piece = words(text);
    const at = told.indexOf(piece, from);
    if (at < 0) return { what: 'transcript', happened: text, told: told.slice(from), same: false };
    from = at + piece.length;
  }
  return {
    what: 'transcript',
    happened: `${conversation.length} utterances`,
    told: 'all of them',
    same: true,
  };
}
