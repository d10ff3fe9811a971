/** Trunkline's side of a simulated call: what its API says of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallReport } from '../../sandbox/player/report.ts';
import type { CallPage } from '../../src/contract/call-queries.ts';
import type { Call, Transcript } from '../../src/contract/calls.ts';
import { type Finding, findingsOf } from './verdict.ts';

export interface Api {
  readonly url: string;
  readonly apiKey: string;
}

export async function ask<T>(api: Api, path: string): Promise<T> {
  const { url, apiKey } = api;
  const response = await fetch(`${url}${path}`, { headers: { 'x-api-key': apiKey } });
  if (response.ok) return (await response.json()) as T;
  if (response.status === 429) {
    await sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000);
    return ask(api, path);
  }
  throw new Error(`Trunkline answers ${path} with ${response.status}: ${await response.text()}`);
}

const everyMs = 1_000;

/** Looked at until it is as it was, or the time is up: then as it is. */
export async function verdictOn(api: Api, report: CallReport, withinMs: number): Promise<Finding[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const findings = await findingsNow(api, report);
    if (findings.every(({ same }) => same) || performance.now() > deadline) return findings;
    await sleep(everyMs);
  }
}

async function findingsNow(api: Api, report: CallReport): Promise<Finding[]> {
  const { items } = await ask<CallPage>(api, `/v1/calls?providerCallId=${encodeURIComponent(report.id)}`);
  const [call] = items;
  return findingsOf(report, items, call && (await transcriptOf(api, call)));
}

/** Where the provider tells what was said. */
async function transcriptOf(api: Api, { id, provider }: Call): Promise<Transcript | undefined> {
  return provider === 'bland' ? ask<Transcript>(api, `/v1/calls/${id}/transcript`) : undefined;
}
