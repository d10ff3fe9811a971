/**
 * Clients that ask without a pause but for the moments in which time jumps, each as its owner would: a token is renewed
 * before it runs out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../../src/core/clock.ts';
import { accessTokenMs } from '../../../../src/services/access/tokens.ts';
import { claimsOf, type Headers } from './credentials.ts';
import type { Fleet } from './fleet.ts';

export interface Session {
  readonly headers: Headers;
  readonly refreshToken: string;
}

export interface Load {
  /** Valid requests that were refused. */
  readonly faults: readonly string[];
  /** How many were answered as they should be. */
  readonly served: number;
  /** By the key that had signed the token: when one was last let in by it. */
  readonly lastBy: ReadonlyMap<string, Date>;
  /** Moves the clock so far ahead, in steps of which every client notices each. */
  pass(minutes: number): Promise<void>;
  end(): Promise<void>;
}

interface LoadOptions {
  readonly fleet: Fleet;
  readonly clock: Clock & { advance(ms: number): void };
  readonly keys: readonly Headers[];
  readonly sessions: readonly Session[];
}

const stepMs = 60_000;
/** Some renew their tokens early, so that at any time there are tokens by every key that may still have signed one. */
const keptMs = (which: number) => (3 + (which % 10)) * 60_000;

export function startLoad({ fleet, clock, keys, sessions }: LoadOptions): Load {
  const faults: string[] = [];
  const lastBy = new Map<string, Date>();
  let served = 0;
  let underWay = 0;
  let over = false;
  const time = { goesOn: Promise.resolve() };
  const laps = [...keys, ...sessions].map(() => 0);

  async function ask(method: string, path: string, headers: Headers, body?: object): Promise<Response> {
    const answer = await fleet.fetch(path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.ok) served += 1;
    else faults.push(`${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer;
  }

  async function byKey(headers: Headers): Promise<void> {
    await (await ask('GET', '/v1/tenant', headers)).text();
  }

  /** What is written meanwhile is sealed by whichever keys a process has at that moment. */
  async function write(headers: Headers, who: number, lap: number): Promise<void> {
    const email = `invited-${who}-${lap}@example.com`;
    await (await ask('POST', '/v1/people', headers, { email, name: 'Alan Turing', role: 'viewer' })).text();
    // Few: each is work to be done in the end.
    if (who > keys.length) return;
    const number = `+1415555${String(lap).padStart(4, '0')}`;
    await (await ask('POST', '/v1/erasures', headers, { number })).text();
  }

  async function renewed(session: Session): Promise<Session> {
    const { refreshToken } = session;
    const answer = await ask('POST', '/v1/auth/refresh', {}, { refreshToken });
    const pass = (await answer.json()) as { accessToken: string; refreshToken: string };
    return { headers: { authorization: `Bearer ${pass.accessToken}` }, refreshToken: pass.refreshToken };
  }

  async function loop(which: number, once: (lap: number) => Promise<void>): Promise<void> {
    for (let lap = 0; !over; lap += 1) {
      await time.goesOn;
      underWay += 1;
      await once(lap);
      underWay -= 1;
      laps[which] = lap + 1;
    }
  }

  async function byToken(which: number, given: Session): Promise<void> {
    let session = given;
    await loop(which, async (lap) => {
      const { kid, expiresAt } = claimsOf(session.headers);
      if (clock.now().getTime() > expiresAt.getTime() - accessTokenMs + keptMs(which))
        session = await renewed(session);
      else {
        const answer = await ask('GET', '/v1/auth/me', session.headers);
        if (answer.ok) lastBy.set(kid, clock.now());
        await answer.text();
        if (lap % 20 === 0) await write(session.headers, which, lap);
      }
    });
  }

  const clients = [
    ...keys.map((headers, which) => loop(which, () => byKey(headers))),
    ...sessions.map((session, at) => byToken(keys.length + at, session)),
  ];
  const all = Promise.all(clients);
  const failed = all.then(() => undefined);
  failed.catch(() => undefined);

  async function everybodyHasAsked(): Promise<void> {
    const before = [...laps];
    while (laps.some((lap, which) => lap === before[which])) await Promise.race([sleep(2), failed]);
  }

  /** Between requests: none of them lasts so long. */
  async function jump(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    time.goesOn = promise;
    while (underWay > 0) await Promise.race([sleep(1), failed]);
    clock.advance(stepMs);
    resolve();
  }

  return {
    faults,
    lastBy,
    get served() {
      return served;
    },
    async pass(minutes) {
      for (let steps = (minutes * 60_000) / stepMs; steps > 0; steps -= 1) {
        await jump();
        await everybodyHasAsked();
      }
    },
    async end() {
      over = true;
      await all;
    },
  };
}
