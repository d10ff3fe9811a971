/** The sandbox's side of a simulated call: places it, and tells what was said and done. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallReport } from '../../sandbox/player/report.ts';
import type { RunSummary } from '../../sandbox/player/run.ts';

export interface Order {
  readonly scenarios?: readonly string[];
  readonly provider?: string;
  readonly count: number;
  readonly rate: number;
  readonly seed: string;
  readonly faults: number;
  readonly target?: Readonly<Record<string, string | undefined>>;
}

export type Played = RunSummary & { readonly calls: readonly CallReport[] };

export interface Scenario {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly providers: readonly string[];
}

export async function scenariosOf(sandbox: string): Promise<readonly Scenario[]> {
  return (await asked<{ scenarios: Scenario[] }>(`${sandbox}/_sandbox/scenarios`)).scenarios;
}

const everyMs = 150;

/** `seen`: told of the whole run again and again, while it goes on. */
export async function play(sandbox: string, order: Order, seen: (run: Played) => void): Promise<Played> {
  const { id } = await asked<RunSummary>(`${sandbox}/_sandbox/runs`, order);
  for (;;) {
    const run = await asked<Played>(`${sandbox}/_sandbox/runs/${id}`);
    seen(run);
    if (run.state === 'finished') return run;
    await sleep(everyMs);
  }
}

async function asked<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (response.ok) return (await response.json()) as T;
  const { message } = (await response.json().catch(() => ({}))) as { message?: string };
  throw new Error(`The sandbox says ${message ?? response.status} (${url})`);
}
