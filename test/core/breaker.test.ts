import { Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { createBreaker } from '../../src/core/breaker.ts';
import { testClock } from '../helpers/clock.ts';

function house(patienceMs = 10_000) {
  const clock = testClock();
  const told: string[] = [];
  let away = false;
  const outage = {
    failed() {
      if (!away) told.push('begins');
      away = true;
    },
    over() {
      if (away) told.push('ends');
      away = false;
    },
  };
  const breaker = createBreaker({ clock, outage, patienceMs, pauseMs: 1_000 });
  return { clock, told, breaker };
}
const works = async () => 'an answer';
const fails = async () => Promise.reject(new Error('away'));
const hangs = () => new Promise<never>(() => undefined);

test('passes answers on', async () => {
  const { breaker, told } = house();
  expect(await breaker.ask(works)).toBe('an answer');
  expect(told).toEqual([]);
});

test('asks nobody for a while after a failure, and then lets one try for all', async () => {
  const { breaker, clock, told } = house();
  expect(await breaker.ask(fails)).toBeUndefined();
  clock.advance(999);
  expect(await breaker.ask(works)).toBeUndefined();
  clock.advance(1);
  const answer = Promise.withResolvers<string>();
  const trying = breaker.ask(() => answer.promise);
  expect(await breaker.ask(works)).toBeUndefined();
  answer.resolve('late, and there');
  expect(await trying).toBe('late, and there');
  expect(await breaker.ask(works)).toBe('an answer');
  expect(told).toEqual(['begins', 'ends']);
});

test('waits as long again where the one that tried has failed', async () => {
  const { breaker, clock, told } = house();
  await breaker.ask(fails);
  clock.advance(1_000);
  expect(await breaker.ask(fails)).toBeUndefined();
  clock.advance(999);
  expect(await breaker.ask(works)).toBeUndefined();
  clock.advance(1);
  expect(await breaker.ask(works)).toBe('an answer');
  expect(told).toEqual(['begins', 'ends']);
});

test('takes what was asked before a failure for no sign that it is over', async () => {
  const { breaker } = house();
  const early = Promise.withResolvers<string>();
  const asked = breaker.ask(() => early.promise);
  await breaker.ask(fails);
  early.resolve('from before');
  expect(await asked).toBe('from before');
  expect(await breaker.ask(works)).toBeUndefined();
});

test('gives up on what does not answer', async () => {
  const { breaker, told } = house(5);
  expect(await breaker.ask(hangs)).toBeUndefined();
  expect(told).toEqual(['begins']);
});

test('takes an answer that came while this process stood still', async () => {
  const redis = new Redis(inject('redisUrl'));
  await redis.ping();
  const { breaker } = house(20);
  const asked = breaker.ask(() => redis.ping());
  const end = performance.now() + 100;
  while (performance.now() < end);
  expect(await asked).toBe('PONG');
  await redis.quit();
});
