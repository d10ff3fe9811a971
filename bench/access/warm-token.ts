/** An access token that was shown a moment ago, as the guard looks it up, on a real database and with real announcements. */
import { hash } from 'node:crypto';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/core/config/index.ts';
import { newId } from '../../src/core/ids.ts';
import { createLogger } from '../../src/core/logger/index.ts';
import { type BenchOptions, type Case, gauge } from '../harness.ts';
import { openGround } from '../server/ground.ts';
import { cpuPerRun } from './cpu.ts';

/** As many as a busy instance has at a time. */
const tokenCount = 500;
const mostCold = 0.01;

export async function warmTokenCase({ quick, ...options }: BenchOptions): Promise<Case> {
  const ground = await openGround(options);
  const app = await createApp(readConfig(ground), createLogger('error', process.stderr));
  options.defer(async () => void (await app.closing.close()));
  const tokens = await tokensIn(app);
  // A request's header is a text of its own each time, whose hash nobody has worked out yet.
  const headerOf = (n: number) => Buffer.from(tokens[n % tokenCount] ?? '').toString('latin1');

  async function lookup(): Promise<number[]> {
    let runs = 0;
    const cold: Promise<unknown>[] = [];
    const lookUp = (n: number) => {
      const identity = app.access.sessions.authenticate(headerOf(n));
      runs += 1;
      if (identity instanceof Promise) cold.push(identity);
    };
    const cpu = await cpuPerRun(lookUp, quick, app.revocations.isCurrent);
    await Promise.all(cold);
    if (cold.length > mostCold * runs) throw new Error(`${cold.length} of ${runs} lookups were cold`);
    return [cpu];
  }

  return gauge({
    name: 'an access token that is warm',
    baseline: 'its SHA-256 alone',
    columns: ['µs of CPU'],
    subjects: [
      {
        name: 'its SHA-256 alone',
        setup: () => undefined,
        run: async () => [await cpuPerRun((n) => hash('sha256', headerOf(n), 'buffer'), quick)],
      },
      {
        name: 'sessions.authenticate',
        setup: () => undefined,
        beforeRound: async () => {
          // One after the other: announcements have to be read meanwhile, or nothing is remembered.
          for (const token of tokens) await app.access.sessions.authenticate(token);
        },
        run: lookup,
      },
    ],
    aim: { subject: 'sessions.authenticate', max: 5 },
  });
}

/** Those of one person who is signed in in many places. */
async function tokensIn({ people, access }: App): Promise<string[]> {
  const who = {
    email: `${newId('usr')}@example.com`,
    name: 'a benchmark',
    password: 'violin harbor tractor',
  };
  await people.createFirst(who, newId('req'));
  const visit = { ip: '192.0.2.1', userAgent: 'a benchmark', requestId: newId('req') };
  const outcome = await access.signIn.login(who, visit);
  if (outcome.outcome !== 'signed-in') throw new Error('a second factor was asked for');
  let { refreshToken, accessToken } = outcome.pass;
  const tokens = [accessToken];
  while (tokens.length < tokenCount) {
    ({ refreshToken, accessToken } = await access.refresh.refresh(refreshToken, visit));
    tokens.push(accessToken);
  }
  return tokens;
}
