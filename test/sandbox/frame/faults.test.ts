/** Faults of both directions, over real HTTP. */
import { describe, expect, test } from 'vitest';
import { createFaults, type NewFaultRule } from '../../../sandbox/frame/faults.ts';
import type { OutgoingRequest } from '../../../sandbox/frame/index.ts';
import { createRandom } from '../../../sandbox/frame/random.ts';
import { echoVendor, receiver, sandboxForTest } from '../helpers/frame.ts';

async function withFault(rule: NewFaultRule) {
  const vendor = echoVendor();
  const sandbox = await sandboxForTest({ vendors: [vendor] });
  sandbox.faults.add(rule);
  const call = (id = 'a') => fetch(`${sandbox.url}/echo/v1/things/${id}`, { method: 'POST', body: 'body' });
  return { vendor, sandbox, call };
}

describe('of answers', () => {
  test('status: another answer, and nothing is done', async () => {
    const { vendor, call } = await withFault({ kind: 'status', status: 502 });
    expect((await call()).status).toBe(502);
    expect(vendor.handled).toEqual([]);
  });

  test('rate-limit: 429 says when to come again', async () => {
    const { vendor, call } = await withFault({ kind: 'rate-limit', retryAfterSec: 7 });
    const answer = await call();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(vendor.handled).toEqual([]);
  });

  test('delay: the answer comes later, as it is', async () => {
    const { vendor, call } = await withFault({ kind: 'delay', delayMs: 30 });
    expect(await (await call()).json()).toEqual({ got: 'body' });
    expect(vendor.handled).toHaveLength(1);
  });

  test('cut: the connection ends, and nothing is done', async () => {
    const { vendor, sandbox, call } = await withFault({ kind: 'cut' });
    await expect(call()).rejects.toThrow('fetch failed');
    expect(vendor.handled).toEqual([]);
    expect(sandbox.journal.list()).toMatchObject([{ failure: 'cut before anything was done', fault: 'cut' }]);
  });

  test('hang: no answer for as long as the caller waits', async () => {
    const { vendor, sandbox } = await withFault({ kind: 'hang' });
    const call = fetch(`${sandbox.url}/echo/v1/things/a`, {
      method: 'POST',
      signal: AbortSignal.timeout(50),
    });
    await expect(call).rejects.toThrow('timeout');
    expect(vendor.handled).toEqual([]);
  });

  test('answer-lost: it is done, and the caller does not learn it', async () => {
    const { vendor, sandbox, call } = await withFault({ kind: 'answer-lost' });
    await expect(call()).rejects.toThrow('fetch failed');
    expect(vendor.handled).toEqual(['/echo/v1/things/a']);
    expect(sandbox.journal.list()).toMatchObject([{ failure: 'done (200), answer lost' }]);
  });

  test('strikes where it was told to, and as often', async () => {
    const { call } = await withFault({
      kind: 'status',
      vendor: 'echo',
      route: 'POST /v1/things/:id',
      times: 2,
    });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await call()).status);
    expect(statuses).toEqual([503, 503, 200, 200]);
    const other = await withFault({ kind: 'status', route: 'POST /v1/others*' });
    expect((await other.call()).status).toBe(200);
    const several = await withFault({ kind: 'status', route: 'POST /v1/others, POST /v1/th*' });
    expect((await several.call()).status).toBe(503);
  });

  test('a webhook has faults that an answer cannot have', async () => {
    const { sandbox } = await withFault({ kind: 'status' });
    expect(() => sandbox.faults.add({ kind: 'duplicate' })).toThrow('direction');
  });
});

describe('of webhooks', () => {
  async function sent(rule: NewFaultRule, more: Partial<OutgoingRequest> = {}) {
    const target = await receiver();
    const sandbox = await sandboxForTest({ vendors: [] });
    sandbox.faults.add({ direction: 'out', ...rule });
    const result = await sandbox.send({
      vendor: 'echo',
      kind: 'news',
      subject: 'call-1',
      url: `${target.url}/hook`,
      headers: { 'x-signature': 'abc' },
      signatureHeader: 'x-signature',
      body: 'the news of today',
      ...(rule.kind === 'hang' ? { patience: { totalMs: 200 } } : {}),
      ...more,
    });
    return { result, received: target.received, journal: sandbox.journal.list() };
  }

  test.each([
    ['status', { answered: true, status: 503 }],
    ['rate-limit', { answered: true, status: 429, headers: { 'retry-after': '1' } }],
    ['lost', { answered: false, failure: 'lost' }],
    ['cut', { answered: false, failure: 'cut' }],
    ['hang', { answered: false, failure: 'timeout' }],
  ] as const)('%s: the receiver never gets the whole of it', async (kind, result) => {
    const outcome = await sent({ kind });
    expect(outcome.result).toMatchObject(result);
    expect(outcome.received).toEqual([]);
    expect(outcome.journal).toMatchObject([
      { direction: 'out', route: 'news', subject: 'call-1', fault: kind, arrived: false },
    ]);
  });

  test('delay: it comes late, and whole', async () => {
    const { result, received } = await sent({ kind: 'delay', delayMs: 20 });
    expect(result).toMatchObject({ answered: true, status: 200 });
    expect(received).toMatchObject([{ body: 'the news of today' }]);
  });

  test('answer-lost: the receiver has it, the sender does not know', async () => {
    const { result, received } = await sent({ kind: 'answer-lost' });
    expect(result).toMatchObject({ answered: false, failure: 'cut', entry: { arrived: true } });
    expect(received).toHaveLength(1);
  });

  test('slow-answer: it comes at once, and the sender hears of it late, or not any more', async () => {
    const late = await sent({ kind: 'slow-answer', delayMs: 30 });
    expect(late.result).toMatchObject({ answered: true, status: 200, entry: { arrived: true } });
    expect(late.result.durationMs).toBeGreaterThanOrEqual(30);
    const tooLate = await sent(
      { kind: 'slow-answer', delayMs: 60_000 },
      { patience: { totalMs: 5_000, responseMs: 50 } },
    );
    expect(tooLate.result).toMatchObject({ answered: false, failure: 'timeout', entry: { arrived: true } });
    expect(tooLate.received).toHaveLength(1);
  });

  test('delay: unevenly, each takes its own time', () => {
    const faults = createFaults(createRandom('a seed'));
    faults.add({ direction: 'out', kind: 'delay', delayMs: 1_000, uneven: true });
    const about = { vendor: 'echo', direction: 'out', route: 'news' } as const;
    const delays = Array.from(
      { length: 50 },
      (_, at) => faults.strike({ ...about, key: String(at) })?.delayMs ?? 0,
    );
    expect(new Set(delays).size).toBe(50);
    expect(Math.min(...delays)).toBeLessThan(200);
    expect(Math.max(...delays)).toBeGreaterThan(800);
  });

  test('no more than the first attempts of one webhook', async () => {
    const rule = { kind: 'lost', attempts: 2 } as const;
    for (const [attempt, arrivals] of [
      [1, 0],
      [2, 0],
      [3, 1],
    ] as const) {
      expect((await sent(rule, { attempt })).received).toHaveLength(arrivals);
    }
  });

  test('duplicate: the receiver has it twice, the same to the letter', async () => {
    const { received, journal } = await sent({ kind: 'duplicate' });
    expect(received).toHaveLength(2);
    expect(received[0]?.body).toBe(received[1]?.body);
    expect(journal).toHaveLength(2);
    expect((await sent({ kind: 'duplicate', copies: 4 })).received).toHaveLength(5);
  });

  test('bad-signature: whole, but for its signature', async () => {
    const { received } = await sent({ kind: 'bad-signature' });
    expect(received).toMatchObject([{ body: 'the news of today', headers: { 'x-signature': 'bbc' } }]);
  });

  test('only the call that was meant', async () => {
    expect((await sent({ kind: 'lost', subject: 'call-2' })).received).toHaveLength(1);
    expect((await sent({ kind: 'lost', subject: 'call-1' })).received).toHaveLength(0);
    const ofLeg = await sent({ kind: 'lost', subject: 'call-2' }, { within: 'call-2' });
    expect(ofLeg.received).toHaveLength(0);
  });
});

test('the same seed strikes the same requests, in whatever order they come', () => {
  const struck = (seed: string, keys: string[]) => {
    const faults = createFaults(createRandom(seed));
    faults.add({ id: 'rule', kind: 'cut', probability: 0.3 });
    return keys
      .filter((key) => faults.strike({ vendor: 'echo', direction: 'in', route: 'POST /', key }))
      .sort();
  };
  const keys = Array.from({ length: 2_000 }, (_, index) => `request ${index}`);
  const first = struck('one', keys);
  expect(struck('one', keys.toReversed())).toEqual(first);
  expect(struck('two', keys)).not.toEqual(first);
  expect(first.length / keys.length).toBeCloseTo(0.3, 1);
});
