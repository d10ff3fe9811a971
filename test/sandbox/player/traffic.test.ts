/** A day of calls: on a clock that runs as fast as it can, and on a real sandbox switched on and off. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBackground } from '../../../sandbox/frame/background.ts';
import { createFaults } from '../../../sandbox/frame/faults.ts';
import { createJournal } from '../../../sandbox/frame/journal.ts';
import { createRandom } from '../../../sandbox/frame/random.ts';
import type { Stage, StageOrder } from '../../../sandbox/frame/stage.ts';
import { chanceOf, piecesOf } from '../../../sandbox/player/cast.ts';
import { busyness, perBusiestHour } from '../../../sandbox/player/day.ts';
import { startTraffic, type TrafficState } from '../../../sandbox/player/traffic.ts';
import { loadScenarios } from '../../../sandbox/scenarios/load.ts';
import { createIdleClock, network } from '../calls/scene.ts';
import { eventually } from '../helpers/frame.ts';
import { playing } from './helpers.ts';

const scenarios = await loadScenarios();
const dayMs = 86_400_000;

/** Nobody talks: when who calls is all that is looked at. */
async function day({ seed = 'a day', rate = 1, callsPerDay = 800 } = {}) {
  const clock = createIdleClock();
  const closing = new AbortController();
  const random = createRandom('a sandbox');
  const placed: { at: number; order: StageOrder }[] = [];
  const stage: Stage = {
    webhooks: { all: [], progress: [], last: [], recording: [] },
    end: 'end',
    expect: () => new Promise(() => undefined),
    place(order) {
      placed.push({ at: clock.now(), order });
      const id = String(placed.length);
      order.announce(id);
      return { id, from: '', to: '', agent: 'scenario', ended: Promise.resolve(undefined) };
    },
  };
  const began = clock.now();
  const traffic = startTraffic(
    { callsPerDay, rate, seed },
    {
      sandbox: {
        clock: { ...clock, speed: 1, setSpeed: () => undefined, timeline: () => clock },
        stages: new Map([['bland', stage]]),
        phones: network(),
        faults: createFaults(random),
        journal: createJournal(),
        background: createBackground(closing.signal, console.log),
        closing: closing.signal,
      },
      pieces: piecesOf(scenarios, [...scenarios.keys()], 'bland'),
      chance: chanceOf(random, 'traffic', seed),
      onCall: () => undefined,
    },
  );
  onTestFinished(() => traffic.stop());
  await clock.sleep(dayMs);
  traffic.stop();
  const state = traffic.state();
  await clock.sleep(dayMs);
  return {
    placed: placed.map(({ at, order }) => ({ at: at - began, order })),
    began,
    state,
    after: traffic.state(),
  };
}

describe('a day', () => {
  test('has about as many calls as it should, most of them at its busy hours', async () => {
    const { placed, began, state, after } = await day();
    expect(placed.length).toBeGreaterThan(700);
    expect(placed.length).toBeLessThan(900);
    const between = (from: number, to: number) =>
      placed.filter(({ at }) => {
        const hour = new Date(began + at).getHours();
        return hour >= from && hour < to;
      }).length;
    expect(between(9, 17)).toBeGreaterThan(placed.length * 0.6);
    expect(between(0, 6)).toBeLessThan(placed.length * 0.05);
    expect(between(9, 12)).toBeGreaterThan(between(12, 14));
    expect(state).toMatchObject({ placed: placed.length, underWay: 0, notPlaced: 0 });
    // Nobody calls any more once it was stopped.
    expect(after.placed).toBe(state.placed);
  });

  test('has the calls of its seed, and another seed has others', async () => {
    const of = async (seed: string) =>
      (await day({ seed })).placed.map(({ at, order }) => `${at} ${order.direction} ${order.other}`);
    const [first, again, other] = [await of('one'), await of('one'), await of('two')];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('has so many times more calls', async () => {
    const { placed } = await day({ rate: 3 });
    expect(placed.length).toBeGreaterThan(2_200);
    expect(placed.length).toBeLessThan(2_600);
  });

  test('has a curve without jumps, whose hours add up to a day', () => {
    const minutes = Array.from({ length: 24 * 60 }, (_, minute) =>
      busyness(new Date(2026, 10, 20, 0, minute)),
    );
    for (const [index, level] of minutes.entries()) {
      expect(Math.abs(level - (minutes[index + 1] ?? minutes[0] ?? 0))).toBeLessThan(0.01);
    }
    const calls = minutes.reduce((sum, level) => sum + (level * perBusiestHour(600)) / 60, 0);
    expect(calls).toBeCloseTo(600, 6);
  });
});

test('it is switched on, seen, and switched off', async () => {
  const { ask, target } = await playing({ speed: 100 });
  expect((await ask<TrafficState>('GET', 'traffic')).body).toEqual({ on: false });
  const order = { rate: 900, scenarios: ['busy', 'rejected'], target };
  expect((await ask<TrafficState>('PUT', 'traffic', order)).body).toMatchObject({ on: true });
  const state = await eventually(async () => {
    const { body } = await ask<TrafficState>('GET', 'traffic');
    return Object.keys(body.settled).length === 2 ? body : undefined;
  });
  expect(state).toMatchObject({ on: true, notPlaced: 0, order: { rate: 900, callsPerDay: 600 } });
  expect((await ask('DELETE', 'traffic')).body).toEqual({ on: false });
  expect((await ask('PUT', 'traffic', { rate: 0 })).status).toBe(400);
});

test('where nobody has a number, it says so and waits for one', async () => {
  const { ask } = await playing({ speed: 100 });
  await ask('PUT', 'traffic', { rate: 900 });
  const state = await eventually(async () => {
    const { body } = await ask<TrafficState>('GET', 'traffic');
    return body.notPlaced > 0 ? body : undefined;
  });
  expect(state).toMatchObject({ placed: 0, problem: expect.stringContaining('configure one') });
});
