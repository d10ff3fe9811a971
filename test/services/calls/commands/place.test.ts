/**
 * A phone rings once for each key, whoever asks how often, on whichever of two instances, and wherever a process ends
 * in the middle of it. The witness is the provider's own journal.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../../../sandbox/server.ts';
import { bland } from '../../../../sandbox/vendors/bland/index.ts';
import type { NewCall } from '../../../../src/contract/call-commands.ts';
import type { Caller } from '../../../../src/core/caller.ts';
import { TrunklineError } from '../../../../src/core/errors.ts';
import { newId } from '../../../../src/core/ids.ts';
import { createCallCommands } from '../../../../src/services/calls/commands/index.ts';
import { testApp } from '../../../helpers/app.ts';
import { callingFrom, newKey, somebodysNumber } from '../../../helpers/calling.ts';
import { callerOf } from '../../../helpers/doors.ts';
import { newWorld } from '../../../helpers/world.ts';
import { speechCacheDir } from '../../../sandbox/helpers/frame.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const sandbox = await startSandbox({ seed: newId('job'), vendors: [bland], speechCacheDir });
const env = { EGRESS_ALLOWED_NETWORKS: '127.0.0.1' };
const one = await testApp({ env });
const { MONGODB_URI, REDIS_PREFIX } = one.app.config;
const other = await testApp({ env: { ...env, MONGODB_URI, REDIS_PREFIX } });
afterAll(async () => {
  await sandbox.close();
  await Promise.all([one, other].map(({ app }) => app.calls.intake.idle()));
});
const world = await newWorld(one);
const line = await callingFrom(world, sandbox, 'bland');
const caller: Caller = { ...callerOf(world.tenantId), requestId: newId('req') };

const order = (to: string): NewCall => ({ numberId: line.id, to, task: 'Remind them.' });

const ordersFor = (to: string) =>
  sandbox.journal
    .list({ direction: 'in', route: 'POST /v1/calls' })
    .filter(({ requestBody }) => requestBody.includes(to)).length;

function silentPerson(): string {
  const to = somebodysNumber();
  sandbox.phones.book.set(to, { steps: [], ringing: { kind: 'no answer' } });
  return to;
}

type Answer = { readonly id: string } | { readonly code: string };

async function answerOf(asking: Promise<{ readonly call: { readonly id: string } }>): Promise<Answer> {
  try {
    return { id: (await asking).call.id };
  } catch (error) {
    if (error instanceof TrunklineError) return { code: error.code };
    throw error;
  }
}

const request = fc.record({
  instance: fc.constantFrom(one, other),
  key: fc.nat({ max: 2 }),
  body: fc.nat({ max: 1 }),
  afterMs: fc.nat({ max: 60 }),
});

test('any number of requests, the same and others, in any order on two instances', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 8 }), async (requests) => {
      const keys = [newKey(), newKey(), newKey()];
      // Each body under each key calls somebody else, so that the journal tells them apart.
      const people = keys.map(() => [silentPerson(), silentPerson()]);
      const answers = await Promise.all(
        requests.map(async ({ instance, key, body, afterMs }) => {
          await sleep(afterMs);
          const to = people[key]?.[body] ?? '';
          const asking = instance.app.calling.place(caller, keys[key] ?? '', order(to));
          return { key, body, answer: await answerOf(asking) };
        }),
      );
      for (const [key, same] of Map.groupBy(answers, (each) => each.key)) {
        const placed = same.filter(({ answer }) => 'id' in answer);
        // One body wins, and whoever sent it has the same call; the other is told that the key is taken.
        expect(new Set(placed.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
        const [winner] = placed;
        for (const { body, answer } of same) {
          if (body === winner?.body) expect(answer).toEqual(winner.answer);
          else expect(answer).toEqual({ code: 'IDEMPOTENCY_KEY_REUSED' });
        }
        const orders = (people[key] ?? []).map(ordersFor);
        expect(orders).toEqual(orders.map((_, body) => Number(body === winner?.body)));
      }
    }),
    { numRuns: 12 },
  );
});

/** What the product is put together of, on an instance that ends at one point: nothing after it is done. */
function dying(at: 'add' | 'begin' | 'began' | 'placed') {
  const { app } = one;
  const killed = () => new Error('killed');
  const { placements } = app.calls;
  const dies = {
    ...placements,
    add: async (...asked: Parameters<typeof placements.add>) => {
      const added = await placements.add(...asked);
      if (at === 'add') throw killed();
      return added;
    },
    begin: async (...asked: Parameters<typeof placements.begin>) => {
      if (at === 'begin') throw killed();
      const begun = await placements.begin(...asked);
      if (at === 'began') throw killed();
      return begun;
    },
    decide: async (...asked: Parameters<typeof placements.decide>) => {
      if (at === 'placed') throw killed();
      return placements.decide(...asked);
    },
  };
  return createCallCommands({ ...app, calls: { ...app.calls, placements: dies }, lostAfterMs: 1_000 });
}

async function killed(at: Parameters<typeof dying>[0]) {
  const [key, to] = [newKey(), silentPerson()];
  await expect(dying(at).place(caller, key, order(to))).rejects.toThrow('killed');
  return { key, to };
}

describe('a process is killed', () => {
  const repeated = (key: string, to: string) => other.app.calling.place(caller, key, order(to));
  test.concurrent.each([
    ['add', 'after the call was stored'],
    ['begin', 'before it was written that the provider is asked'],
  ] as const)('%s (%s): whoever sends it again has it placed, once', async (at, _when) => {
    const { key, to } = await killed(at);
    expect(ordersFor(to)).toBe(0);
    const again = await Promise.all([repeated(key, to), repeated(key, to)]);
    expect(new Set(again.map(({ call }) => call.id)).size).toBe(1);
    expect(again.map(({ how }) => how).sort()).toEqual(['known', 'new']);
    expect(ordersFor(to)).toBe(1);
  });

  test.concurrent('before it had asked: nobody asks any more, and the call says that it is lost', async ({
    expect,
  }) => {
    const { key, to } = await killed('began');
    const { call, how } = await repeated(key, to);
    expect([how, call.status]).toEqual(['unknown', 'queued']);
    const commands = createCallCommands({ ...other.app, lostAfterMs: 1_000 });
    await expect
      .poll(() => commands.reconcile(caller, call.id))
      .toMatchObject({ status: 'lost', ended: true });
    expect(await repeated(key, to)).toMatchObject({ how: 'known', call: { id: call.id, status: 'lost' } });
    expect(ordersFor(to)).toBe(0);
  });

  test.concurrent('after the provider had taken it: the call is found, and no other is placed', async () => {
    const { key, to } = await killed('placed');
    const { call } = await repeated(key, to);
    const known = await other.app.calling.reconcile(caller, call.id);
    expect(known.providerCallId).toMatch(/\w/);
    expect(await repeated(key, to)).toMatchObject({ how: 'known', call: { id: call.id } });
    expect(ordersFor(to)).toBe(1);
  });
});

test('a process is killed, and nobody sends it again: it is not placed hours later, but has failed', async () => {
  const { to } = await killed('add');
  const late = { now: () => new Date(Date.now() + 120_000), monotonicMs: () => performance.now() };
  const commands = createCallCommands({ ...other.app, lostAfterMs: 1_000, clock: late });
  await commands.sweep(new AbortController().signal);
  const path = `/v1/calls?to=${encodeURIComponent(to)}`;
  const calls = async () => (await world.ask<{ items: unknown[] }>('GET', path)).items;
  await expect
    .poll(calls)
    .toMatchObject([{ status: 'failed', ended: true, error: { message: expect.any(String) } }]);
  expect(ordersFor(to)).toBe(0);
});
