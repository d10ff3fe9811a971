/** A sandbox in a process of its own, told by its control API to play. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url));
/** Scenario time passes so many times faster. */
const speed = 20;

export async function startPlayer() {
  const args = [main, '--port', '0', '--speed', String(speed), '--seed', 'bench'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    url = /^sandbox on (.*)$/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  if (url === '') throw new Error('the sandbox did not start');
  // Nobody is measured while waiting for the last of six attempts.
  const settings = { retryDelaysSec: [1, 2, 4, 8, 16], webhookTimeoutMs: 2_000 };
  await ask(`${url}/_sandbox/bland/settings`, settings, 'PATCH');
  return {
    url,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

interface Summary {
  readonly id: string;
  readonly state: string;
  readonly settled: number;
  readonly balanced: boolean;
  readonly balance: {
    readonly webhooks: number;
    readonly attempts: number;
    readonly arrived: number;
    readonly perhapsArrived: number;
  };
}

export interface PlayedRun extends Summary {
  /** From the first call to the last one; what comes after it is mostly waiting. */
  readonly placingMs: number;
  readonly cpuMs: number;
}

interface Order {
  readonly count: number;
  readonly rate: number;
  readonly faults: number;
  readonly target: object;
  /** What the process has used by then. */
  atPlaced(): number;
}

export async function play(url: string, { atPlaced, count, rate, ...order }: Order): Promise<PlayedRun> {
  const began = performance.now();
  const { id } = await ask<Summary>(`${url}/_sandbox/runs`, { count, rate, ...order });
  await sleep((count / rate) * 1_000);
  let run = await ask<Summary>(`${url}/_sandbox/runs/${id}?calls=none`);
  while (run.state === 'placing') {
    await sleep(100);
    run = await ask<Summary>(`${url}/_sandbox/runs/${id}?calls=none`);
  }
  const measured = { placingMs: performance.now() - began, cpuMs: atPlaced() };
  while (run.state !== 'finished') {
    await sleep(1_000);
    run = await ask<Summary>(`${url}/_sandbox/runs/${id}?calls=none`);
  }
  return { ...run, ...measured };
}

async function ask<T>(url: string, body?: object, method = 'POST'): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}
