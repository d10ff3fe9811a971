/** A call's webhooks from the journal: what became of each, by which attempts, and why. */
import type { JournalEntry } from '../frame/index.ts';

/**
 * sent: taken at the first attempt. retried: taken at a later one. refused: answered, not taken, and not the provider's
 * way to try again. given up: never taken, whatever was tried. under way: the provider is not done with it.
 */
export const webhookOutcomes = ['sent', 'retried', 'refused', 'given up', 'under way'] as const;
export type WebhookOutcome = (typeof webhookOutcomes)[number];

export interface Attempt {
  readonly at: string;
  /** From 1; a duplicate has the number of its twin. */
  readonly attempt: number;
  readonly status?: number | undefined;
  readonly failure?: string | undefined;
  /** What was put in by the sandbox, and by which rule. */
  readonly fault?: string | undefined;
  readonly faultRule?: string | undefined;
  /** Whether the receiver has the whole of it; undefined where nobody can know. */
  readonly arrived?: boolean | undefined;
  readonly durationMs: number;
}

export interface WebhookReport {
  /** As the journal names it. */
  readonly kind: string;
  /** The call, or a leg that it dialled. */
  readonly about: string;
  readonly url: string;
  readonly outcome: WebhookOutcome;
  readonly why: string;
  readonly attempts: readonly Attempt[];
}

/** What of an entry is of interest here: bodies are large. */
export type Noted = Attempt & Pick<JournalEntry, 'route' | 'subject' | 'key' | 'url'>;

export function noteOf(entry: JournalEntry): Noted {
  const { route, subject, key, url, at, attempt = 1, status, failure, fault, faultRule, arrived } = entry;
  const { durationMs } = entry;
  return { route, subject, key, url, at, attempt, status, failure, fault, faultRule, arrived, durationMs };
}

/** `settled`: nothing is sent any more. */
export function booksOf(entries: readonly Noted[], settled: boolean): WebhookReport[] {
  const webhooks = Map.groupBy(entries, ({ route, subject, key }) => JSON.stringify([route, subject, key]));
  return [...webhooks.values()].map((each) => webhookOf(each, settled));
}

function webhookOf(entries: readonly Noted[], settled: boolean): WebhookReport {
  const attempts = entries.map(({ route, subject, key, url, ...attempt }): Attempt => attempt);
  const [first] = entries;
  const { outcome, why } = outcomeOf(attempts, settled);
  return {
    kind: first?.route ?? '',
    about: first?.subject ?? '',
    url: first?.url ?? '',
    outcome,
    why,
    attempts,
  };
}

function outcomeOf(attempts: readonly Attempt[], settled: boolean): { outcome: WebhookOutcome; why: string } {
  const last = attempts.at(-1);
  const tries = last?.attempt ?? 0;
  const before = attempts.filter(({ attempt }) => attempt < tries);
  const all = attempts.map(inWords).join('; ');
  if (isTaken(last)) {
    const taken = `taken with ${last?.status}`;
    if (tries === 1) return { outcome: 'sent', why: taken };
    return {
      outcome: 'retried',
      why: `${taken} at attempt ${tries}, after ${before.map(inWords).join('; ')}`,
    };
  }
  if (!settled) return { outcome: 'under way', why: all };
  if (tries === 1 && last?.status !== undefined) {
    return { outcome: 'refused', why: `${all}, and the provider does not try that again` };
  }
  return { outcome: 'given up', why: tries === 1 ? `${all}, tried once` : `${all}: ${tries} attempts` };
}

/** As the provider sees it. A socket is taken with 101. */
export function isTaken(attempt: Attempt | undefined): boolean {
  return attempt?.status !== undefined && attempt.status < 300;
}

function inWords({ status, failure, fault }: Attempt): string {
  const what = status === undefined ? `no answer (${failure})` : `answered ${status}`;
  return fault === undefined ? what : `${what} by the fault ${fault}`;
}

/** How many of each outcome there are, and how many of their attempts the receiver has. */
export interface Balance {
  readonly webhooks: number;
  readonly outcomes: Readonly<Record<WebhookOutcome, number>>;
  readonly attempts: number;
  readonly arrived: number;
  readonly perhapsArrived: number;
}

export function balanceOf(webhooks: readonly WebhookReport[]): Balance {
  const count = (outcome: WebhookOutcome) => webhooks.filter((each) => each.outcome === outcome).length;
  const attempts = webhooks.flatMap((each) => each.attempts);
  return {
    webhooks: webhooks.length,
    outcomes: {
      sent: count('sent'),
      retried: count('retried'),
      refused: count('refused'),
      'given up': count('given up'),
      'under way': count('under way'),
    },
    attempts: attempts.length,
    arrived: attempts.filter(({ arrived }) => arrived === true).length,
    perhapsArrived: attempts.filter(({ arrived }) => arrived === undefined).length,
  };
}
