/**
 * Two instances count for one tenant, in any order, at the same time, over and over, and end anywhere in between. What
 * a hard limit allows is never exceeded, nothing counts twice, and in the end what was settled is what is used.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Accounts, Uses } from '../../../src/models/quotas.ts';
import { liveOf, sumOf } from '../../../src/services/quotas/account.ts';
import { quotaHouse, requestId } from './house.ts';

const house = await quotaHouse();
const at = house.clock.now();

class Crash extends Error {}

/** An instance that ends with its n-th word to the database: just before it is heard, or just after. */
function mortal(which: 0 | 1, { word, heard }: { word: number; heard: boolean }) {
  let words = 0;
  const wrapped = <T extends Accounts | Uses>(repository: T): T =>
    Object.fromEntries(
      Object.entries(repository).map(([name, method]) => [
        name,
        async (...args: unknown[]) => {
          words += 1;
          if (words > word || (words === word && !heard)) throw new Crash();
          const answer = await (method as (...args: unknown[]) => Promise<unknown>)(...args);
          if (words >= word) throw new Crash();
          return answer;
        },
      ]),
    ) as unknown as T;
  const { accounts, uses } = house.stores[which];
  return house.instance(which, { accounts: wrapped(accounts), uses: wrapped(uses) });
}

const healthy = [house.instance(0), house.instance(1)] as const;

const calls = 6;
const hardSec = 60;
const plan = fc.record({
  reserved: fc.integer({ min: 0, max: 30 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  end: fc.constantFrom('settle', 'release', 'nothing'),
});
const crash = fc.option(fc.record({ word: fc.integer({ min: 1, max: 6 }), heard: fc.boolean() }), {
  freq: 3,
});
const deed = fc.record({
  call: fc.integer({ min: 0, max: calls - 1 }),
  what: fc.constantFrom('begin', 'end'),
  which: fc.constantFrom<0 | 1>(0, 1),
  crash,
});

test('reserving, settling, releasing and crashing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: calls, maxLength: calls }),
      // What is in one list happens at the same time.
      fc.array(fc.array(deed, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
      async (plans, rounds) => {
        const { scope, tenantId } = house.tenant({ minutesPerMonth: { hard: hardSec / 60 } });
        const granted = new Set<number>();
        const settled = new Set<number>();
        const amountOf = (call: number) =>
          Math.floor((plans[call]?.reserved ?? 0) * (plans[call]?.share ?? 0));

        async function doOne({
          call,
          what,
          which,
          crash,
        }: {
          call: number;
          what: string;
          which: 0 | 1;
          crash: { word: number; heard: boolean } | null;
        }) {
          const quotas = crash === null ? healthy[which] : mortal(which, crash);
          const use = { id: `call_${call}`, at, requestId };
          const { reserved = 0, end } = plans[call] ?? {};
          try {
            if (what === 'begin') {
              const room = { ...use, amount: reserved, forMs: 3_600_000 };
              if (await quotas.reserve(scope, 'minutesPerMonth', room)) granted.add(call);
            } else if (granted.has(call) && end === 'settle') {
              settled.add(call);
              await quotas.settle(scope, 'minutesPerMonth', { ...use, amount: amountOf(call) });
            } else if (granted.has(call) && end === 'release') {
              // What was given back is no longer this call's to use.
              granted.delete(call);
              await quotas.release(scope, 'minutesPerMonth', use);
            }
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
          }
        }

        const read = async () => {
          const account = await house.stores[0].accounts.findById(
            scope,
            `${tenantId}:minutesPerMonth:2026-03`,
          );
          const { used = 0, held = [], pending = [] } = account ?? {};
          return { used, held: sumOf(liveOf({ held }, house.clock.now())), pending };
        };

        for (const round of rounds) {
          await Promise.all(round.map(doOne));
          const { used, held } = await read();
          expect(used + held).toBeLessThanOrEqual(hardSec);
        }
        // Whoever settles goes on until somebody has heard it.
        for (const call of settled)
          await doOne({ call, what: 'end', which: call % 2 === 0 ? 0 : 1, crash: null });
        const { used, pending } = await read();
        expect(used).toBe([...settled].reduce((sum, call) => sum + amountOf(call), 0));
        // And at the latest now everything that a crash left is done.
        await healthy[0].settle(scope, 'minutesPerMonth', { id: 'last', at, amount: 0, requestId });
        expect((await read()).pending).toEqual([]);
        const uses = await house.stores[0].uses.find(scope, {});
        expect(sumOf(uses)).toBe(used);
        expect(pending.length).toBeLessThanOrEqual(settled.size);
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);

test('counting each once, up to the hard limit and no further', async () => {
  const one = fc.record({ id: fc.integer({ min: 0, max: 12 }), which: fc.constantFrom<0 | 1>(0, 1) });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 8 }),
      fc.array(fc.array(one, { minLength: 1, maxLength: 8 }), { maxLength: 5 }),
      async (hard, rounds) => {
        const { scope, tenantId } = house.tenant({ callsPerDay: { hard } });
        const granted = new Set<number>();
        for (const round of rounds) {
          await Promise.all(
            round.map(async ({ id, which }) => {
              const use = { id: `call_${id}`, at, requestId };
              if (await healthy[which].count(scope, 'callsPerDay', use)) granted.add(id);
            }),
          );
        }
        const tried = new Set(rounds.flat().map(({ id }) => id));
        expect(granted.size).toBe(Math.min(hard, tried.size));
        const account = await house.stores[0].accounts.findById(scope, `${tenantId}:callsPerDay:2026-03-10`);
        expect(account?.used ?? 0).toBe(granted.size);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

describe.each(['settle', 'count'] as const)('%s, where an instance ends in the middle', (what) => {
  test.each(
    [1, 2, 3, 4, 5, 6].flatMap((word) => [
      { word, heard: false },
      { word, heard: true },
    ]),
  )('with its $word. word, heard: $heard: another does the rest, once', async (end) => {
    const { scope, tenantId } = house.tenant();
    const use = { id: 'call_1', at, amount: 7, requestId };
    await mortal(0, end)
      [what](scope, 'minutesPerMonth', use)
      .catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    for (const quotas of healthy) await quotas[what](scope, 'minutesPerMonth', use);
    const account = await house.stores[0].accounts.findById(scope, `${tenantId}:minutesPerMonth:2026-03`);
    expect(account).toMatchObject({ used: 7, pending: [] });
    expect(await house.stores[0].uses.find(scope, {})).toMatchObject([{ amount: 7 }]);
  });
});
