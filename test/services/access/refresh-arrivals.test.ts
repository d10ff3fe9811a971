/** The tabs of one browser, and a thief: whatever arrives when, the owner stays signed in, and the thief is found. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graceMs } from '../../../src/services/access/replaced-tokens.ts';
import { database } from '../../helpers/mongo.ts';
import { testRedis } from '../../helpers/redis.ts';
import { accessHouse, codeOf, signIn, visit } from './support/house.ts';

const mongo = await database();
const redis = testRedis();

/** Tabs share a cookie; a request has what it was when it was sent, and its page may be gone when it is answered. */
const tabs = {
  send: fc.constant({ kind: 'send' as const }),
  arrive: fc.record({
    kind: fc.constant('arrive' as const),
    which: fc.nat(9),
    at: fc.nat(1),
    answered: fc.boolean(),
  }),
};
/** A thief has the cookie of some moment and what was given for it, and shows any of these. */
const thief = {
  steal: fc.constant({ kind: 'steal' as const }),
  show: fc.record({ kind: fc.constant('show' as const), back: fc.nat(2), at: fc.nat(1) }),
};
const wait = (max: number) =>
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max }) });

/** So short that all of it lies within the grace. */
const burst = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: tabs.send },
    { weight: 6, arbitrary: tabs.arrive },
    { weight: 1, arbitrary: wait(500) },
  ),
  { minLength: 5, maxLength: graceMs / 500 },
);
const theft = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: tabs.send },
    { weight: 4, arbitrary: tabs.arrive },
    { weight: 2, arbitrary: thief.steal },
    { weight: 4, arbitrary: thief.show },
    { weight: 3, arbitrary: wait(graceMs) },
  ),
  { minLength: 5, maxLength: 30 },
);
type Step = typeof theft extends fc.Arbitrary<(infer S)[]> ? S : never;

async function ground() {
  const house = await accessHouse(mongo, redis);
  const [one, other] = [house.instance(), house.instance()];
  const someone = await house.person(one);

  async function browser() {
    const { refreshToken, accessToken } = await signIn(one, someone);
    let [cookie, live] = [refreshToken, refreshToken];
    let underWay: string[] = [];
    const stolen: string[] = [];

    async function show(token: string, at = 0): Promise<string> {
      const pass = await (at === 0 ? one : other).access.refresh.refresh(token, visit());
      live = pass.refreshToken;
      return live;
    }

    async function take(step: Step): Promise<void> {
      switch (step.kind) {
        case 'send':
          underWay.push(cookie);
          return;
        case 'arrive': {
          const [token] = underWay.splice(step.which % Math.max(1, underWay.length), 1);
          if (token === undefined) return;
          const next = await show(token, step.at).catch(() => undefined);
          if (next !== undefined && step.answered) cookie = next;
          return;
        }
        case 'steal':
          stolen.push(cookie);
          return;
        case 'show': {
          const token = stolen.at(-1 - step.back);
          const next = token && (await show(token, step.at).catch(() => undefined));
          if (next) stolen.push(next);
          return;
        }
        case 'wait':
          house.clock.advance(step.ms);
      }
    }

    return {
      take,
      show,
      stolen,
      /** Whether it has what is good now. */
      isAhead: () => cookie === live,
      refresh: async () => {
        cookie = await show(cookie);
      },
      async drain() {
        const left = underWay;
        underWay = [];
        for (const token of left) await show(token).catch(() => undefined);
      },
      isOver: async () => (await codeOf(one.access.sessions.authenticate(accessToken))) === 'SESSION_ENDED',
    };
  }
  return { house, browser };
}

test('no order in which the requests of tabs arrive ends their session within the grace, day after day', async () => {
  const { house, browser } = await ground();
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 3 }), async (bursts) => {
      const mine = await browser();
      for (const steps of bursts) {
        for (const step of steps) await mine.take(step);
        await mine.drain();
        expect(await codeOf(mine.refresh())).toBe('none');
        house.clock.advance(24 * 3_600_000);
      }
    }),
    { numRuns: 40 },
  );
});

test('a thief is found by the first that is shown after the grace, by whoever was left behind', async () => {
  const { house, browser } = await ground();
  const found = { byOwner: 0, byThief: 0 };
  await fc.assert(
    fc.asyncProperty(theft, async (steps) => {
      const mine = await browser();
      for (const step of steps) await mine.take(step);
      house.clock.advance(graceMs + 1);
      const wasOver = await mine.isOver();
      const [isAhead, newest] = [mine.isAhead(), mine.stolen.at(-1)];
      const owner = await codeOf(mine.refresh());
      if (wasOver) expect(owner).toBe('SESSION_ENDED');
      else expect(owner, 'the owner is told').toBe(isAhead ? 'none' : 'REFRESH_TOKEN_REUSED');
      if (owner === 'REFRESH_TOKEN_REUSED') found.byOwner += 1;
      if (newest === undefined) return;
      house.clock.advance(graceMs + 1);
      const theirs = await codeOf(mine.show(newest));
      expect(theirs, 'the thief gets nothing').toBe(
        owner === 'none' ? 'REFRESH_TOKEN_REUSED' : 'SESSION_ENDED',
      );
      if (owner === 'none') found.byThief += 1;
      expect(await codeOf(mine.refresh())).toBe('SESSION_ENDED');
    }),
    { numRuns: 40 },
  );
  // Otherwise the steps have become such that nothing is stolen.
  expect(Math.min(found.byOwner, found.byThief)).toBeGreaterThan(0);
});
