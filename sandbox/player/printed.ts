/** What a run says in a terminal. */
import { webhookOutcomes } from './books.ts';
import type { CallReport } from './report.ts';
import type { RunSummary } from './run.ts';

type Told = Pick<CallReport, 'id' | 'scenario' | 'provider' | 'from' | 'to' | 'durationMs' | 'met'>;

export function callLine({ scenario, provider, from, to, durationMs, met, id }: Told): string {
  const length = `${Math.round(durationMs / 1_000)} s`;
  return `${met ? 'met    ' : 'NOT MET'}  ${scenario.padEnd(24)} ${provider.padEnd(7)} ${from} → ${to}  ${length.padStart(6)}  ${id}`;
}

/** Of so few calls everything can be read in a terminal. */
const mostStories = 2;

type Whole = RunSummary & { readonly calls: readonly CallReport[] };

export function closingLines(run: Whole): string[] {
  const { balance, placed, met } = run;
  const outcomes = webhookOutcomes
    .filter((outcome) => balance.outcomes[outcome] > 0)
    .map((outcome) => `${balance.outcomes[outcome]} ${outcome}`);
  const reach = `${balance.arrived} arrived${balance.perhapsArrived > 0 ? `, ${balance.perhapsArrived} perhaps` : ''}`;
  return [
    ...(run.calls.length <= mostStories ? run.calls.flatMap(story) : []),
    '',
    `${placed} calls, ${met} as expected`,
    `${balance.webhooks} webhooks: ${outcomes.join(', ') || 'none'}; of ${balance.attempts} attempts ${reach}`,
    ...problems(run),
  ];
}

function story({ scenario, provider, conversation, webhooks }: CallReport): string[] {
  const said = conversation.map(({ who, text, startMs, cut }) => {
    const at = (startMs / 1_000).toFixed(1).padStart(6);
    return `${at}  ${who.padEnd(6)}  ${text || '(only heard)'}${cut ? ' –' : ''}`;
  });
  const told = webhooks.map(({ kind, outcome, why }) => `        ${outcome.padEnd(8)}  ${kind}: ${why}`);
  return ['', `${scenario} on ${provider}`, ...said, ...told];
}

/** Why a run is not what was expected of it. */
export function problems({ calls, notPlaced, balanced }: Whole): string[] {
  const unmet = calls.flatMap(({ id, scenario, provider, checks }) =>
    checks
      .filter((check) => !check.met)
      .map(
        ({ what, expected, actual }) =>
          `${scenario} on ${provider}, ${id}: ${what} was ${told(actual)}, expected ${told(expected)}`,
      ),
  );
  return [
    ...unmet,
    ...new Set(notPlaced.map((why) => `could not be placed: ${why}`)),
    ...(balanced ? [] : ['the books are not balanced: not every webhook has an outcome']),
  ];
}

function told(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
