/** An API key that was used a moment ago, as the guard looks it up, on a real database and with real announcements. */
import { hash } from 'node:crypto';
import { type App, createApp } from '../../src/app.ts';
import type { Caller } from '../../src/core/caller.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { newId } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { permissionsOf } from '../../src/core/permissions.ts';
import { scopeFromAuthentication } from '../../src/core/tenancy.ts';
import { type BenchOptions, type Case, gauge } from '../harness.ts';
import { openGround } from '../server/ground.ts';
import { cpuPerRun } from './cpu.ts';

const ip = '192.0.2.1';
/** As many as a busy instance has at a time, so that they do not all lie in a cache of the processor. */
const keyCount = 500;
/** What is remembered is asked anew now and then, which is a part of what it costs. */
const mostCold = 0.01;

export async function warmKeyCase({ quick, ...options }: BenchOptions): Promise<Case> {
  const ground = await openGround(options);
  const app = await createApp(readConfig(ground), createLogger('error', process.stderr));
  options.defer(async () => void (await app.closing.close()));
  const texts = await keysIn(app);
  const textOf = (n: number) => texts[n % keyCount] ?? '';

  async function lookup(): Promise<number[]> {
    let runs = 0;
    const cold: Promise<unknown>[] = [];
    const lookUp = (n: number) => {
      const identity = app.keys.authenticate(textOf(n), ip);
      runs += 1;
      if (identity instanceof Promise) cold.push(identity);
    };
    const cpu = await cpuPerRun(lookUp, quick, app.revocations.isCurrent);
    await Promise.all(cold);
    if (cold.length > mostCold * runs) throw new Error(`${cold.length} of ${runs} lookups were cold`);
    return [cpu];
  }

  return gauge({
    name: 'an API key that is warm',
    baseline: 'its SHA-256 alone',
    columns: ['µs of CPU'],
    subjects: [
      {
        name: 'its SHA-256 alone',
        setup: () => undefined,
        run: async () => [await cpuPerRun((n) => hash('sha256', textOf(n), 'buffer'), quick)],
      },
      {
        name: 'keys.authenticate',
        setup: () => undefined,
        beforeRound: async () => {
          await Promise.all(texts.map((text) => app.keys.authenticate(text, ip)));
        },
        run: lookup,
      },
    ],
    aim: { subject: 'keys.authenticate', max: 5 },
  });
}

async function keysIn({ keys }: App): Promise<string[]> {
  const texts: string[] = [];
  while (texts.length < keyCount) {
    const tenantId = newId('ten');
    const caller: Caller = {
      kind: 'user',
      id: newId('usr'),
      name: 'a benchmark',
      tenantId,
      role: 'operator',
      permissions: permissionsOf('operator'),
      sessionId: undefined,
      scope: scopeFromAuthentication({ tenantId }),
      requestId: newId('req'),
      ip,
    };
    const key = { name: 'a benchmark', mode: 'live', scopes: ['calls:read'], expiresAt: null } as const;
    const made = await Promise.all(
      Array.from({ length: 50 }, () => keys.create(caller, { ...key, scopes: [...key.scopes] })),
    );
    texts.push(...made.map(({ secret }) => secret));
  }
  return texts;
}
