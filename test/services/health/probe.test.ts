/** A probe is asked in the background; what it does wrong never reaches whoever reads its last answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '../../../src/core/logger/index.ts';
import { type Pace, watch } from '../../../src/services/health/probe.ts';

const words = { good: 'ok', bad: 'unavailable' } as const;

function start(
  check: (signal: AbortSignal) => Promise<unknown>,
  pace: Pace = { everyMs: 5, timeoutMs: 20_000 },
) {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const watched = watch('storage', { words, critical: true, check }, pace, log);
  onTestFinished(watched.close);
  return { ...watched, lines };
}

const messages = (lines: Record<string, unknown>[]) =>
  lines.map(({ level, message }) => `${level}: ${message}`);

test('is bad until it was asked for the first time', () => {
  const { finding } = start(() => new Promise(() => undefined));
  expect(finding()).toMatchObject({
    well: false,
    state: 'unavailable',
    ageMs: null,
    error: 'was not asked yet',
  });
});

test('is asked again and again, and each change is logged once', async () => {
  let works = true;
  let asked = 0;
  const { finding, lines } = start(async () => {
    asked += 1;
    if (!works) throw new Error('connect ECONNREFUSED 10.0.0.7:9000');
  });
  await expect.poll(finding).toMatchObject({ well: true, state: 'ok' });
  await expect.poll(() => asked).toBeGreaterThan(3);
  works = false;
  await expect.poll(finding).toMatchObject({ well: false, state: 'unavailable', error: 'cannot be reached' });
  const { since } = finding();
  const before = asked;
  await expect.poll(() => asked).toBeGreaterThan(before + 3);
  expect(finding().since).toBe(since);
  works = true;
  await expect.poll(finding).toMatchObject({ well: true });
  expect(messages(lines)).toEqual([
    'info: storage is ok',
    'warn: storage is unavailable: it cannot be reached',
    'info: storage is ok',
  ]);
  expect(lines[1]).toMatchObject({ metadata: { error: { message: 'connect ECONNREFUSED 10.0.0.7:9000' } } });
});

test('one that hangs has failed, is told to give up, and is not asked a second time meanwhile', async () => {
  let asked = 0;
  let aborted = 0;
  const answer = Promise.withResolvers<void>();
  const { finding } = start(
    (signal) => {
      asked += 1;
      signal.addEventListener('abort', () => {
        aborted += 1;
      });
      return asked === 1 ? answer.promise : Promise.resolve();
    },
    { everyMs: 5, timeoutMs: 30 },
  );
  await expect.poll(finding).toMatchObject({ well: false, error: 'did not answer within 0.03 s' });
  await sleep(100);
  expect({ asked, aborted }).toEqual({ asked: 1, aborted: 1 });
  answer.resolve();
  await expect.poll(finding).toMatchObject({ well: true });
  expect(asked).toBeGreaterThan(1);
});

test('one that throws at once has failed like one that rejects', async () => {
  const { finding } = start(() => {
    throw new Error('at once');
  });
  await expect.poll(finding).toMatchObject({ well: false, error: 'cannot be reached' });
});

test('an answer that is too old counts as none', async () => {
  const { finding } = start(() => Promise.resolve(), { everyMs: 60_000, timeoutMs: 1_000 });
  await expect.poll(finding).toMatchObject({ well: true });
  const later = performance.now() + 2 * 61_000 + 1;
  vi.spyOn(performance, 'now').mockReturnValue(later);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(finding()).toMatchObject({ well: false, state: 'unavailable', error: 'was not asked for too long' });
});

test('closing ends it, also in the middle of a question, and says nothing about it', async () => {
  let asked = 0;
  const { close, lines } = start(() => {
    asked += 1;
    return new Promise(() => undefined);
  });
  await close();
  await sleep(30);
  expect({ asked, lines }).toEqual({ asked: 1, lines: [] });
});
