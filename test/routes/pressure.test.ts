import { describe, expect, onTestFinished, test } from 'vitest';
import { ErrorAnswer } from '../../src/contract/error.ts';
import { testApp } from '../helpers/app.ts';
import { addressRoute } from './support/rows.ts';

const { fetch } = await testApp({ routes: [addressRoute], limits: { delayMs: 30, delaySampleMs: 50 } });

/** Keeps the event loop busy for most of the time, until the test is over. */
function load(): void {
  const timer = setInterval(() => {
    const end = performance.now() + 150;
    while (performance.now() < end);
  }, 10);
  onTestFinished(() => clearInterval(timer));
}

async function statusComes(path: string, status: number): Promise<Response> {
  for (;;) {
    const response = await fetch(path);
    if (response.status === status) return response;
    await response.body?.cancel();
  }
}

describe('a process that has too much to do', () => {
  test('turns requests away, says when to come back, and serves again when it is over', async () => {
    load();
    const response = await statusComes('/test/address', 503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(ErrorAnswer.parse(await response.json()).code).toBe('UNAVAILABLE');
  });

  test('still says how it is', async () => {
    load();
    await statusComes('/test/address', 503);
    for (let times = 0; times < 3; times += 1) {
      expect(await (await fetch('/health')).json()).toHaveProperty('database');
      expect(await (await fetch('/ready')).json()).toHaveProperty('reasons');
    }
  });

  test('serves again when it is over', async () => {
    await statusComes('/test/address', 200);
  });
});
