/** Many calls at once, with every kind of fault: what the sandbox says it sent is what the receiver says it got. */
import { expect, test } from 'vitest';
import { faultKinds } from '../../../sandbox/frame/faults.ts';
import { webhookOutcomes } from '../../../sandbox/player/books.ts';
import { playing } from './helpers.ts';
import { tally } from './receiver.ts';

/** The long form has 500. */
const count = Number(process.env.PLAYER_CALLS ?? 60);
/** Of the short form; the whole mix has troubles of its own. */
const scenarios = ['happy-path', 'voicemail', 'busy', 'no-answer', 'transfer', 'early-hang-up'];

test('the books of a run balance, and agree with those of its receiver', async () => {
  const { run, receiver, target, sandbox } = await playing();
  const played = await run({ count, rate: 20, faults: 0.05, target, ...(count < 500 ? { scenarios } : {}) });

  expect(played).toMatchObject({ state: 'finished', placed: count, settled: count, balanced: true });
  expect(played.notPlaced).toEqual([]);
  const webhooks = played.calls.flatMap((call) => call.webhooks);
  expect(Object.values(played.balance.outcomes).reduce((sum, each) => sum + each)).toBe(webhooks.length);
  expect(played.balance).toMatchObject({
    webhooks: webhooks.length,
    attempts: webhooks.flatMap(({ attempts }) => attempts).length,
    outcomes: { 'under way': 0 },
  });
  for (const { outcome, why, attempts, kind } of webhooks) {
    expect(webhookOutcomes).toContain(outcome);
    expect(why, kind).toMatch(/^(taken with|answered|no answer)/);
    const last = attempts.at(-1);
    const taken = (last?.status ?? 999) < 300;
    expect(taken ? ['sent', 'retried'] : ['refused', 'given up'], why).toContain(outcome);
    expect((last?.attempt ?? 0) > 1, why).toBe(outcome === 'retried' || /attempts$/.test(why));
  }

  // Each kind of webhook of each call and leg: as often as it is told to have arrived, and perhaps once more where an
  // answer did not come in time.
  const counted = tally(receiver.journal.map(({ call, kind }) => `${call} ${kind}`));
  for (const [key, each] of Map.groupBy(webhooks, ({ about, kind }) => `${about} ${kind}`)) {
    const arrivals = each.flatMap(({ attempts }) => attempts.map(({ arrived }) => arrived));
    const surely = arrivals.filter((arrived) => arrived === true).length;
    const perhaps = arrivals.filter((arrived) => arrived === undefined).length;
    const got = counted[key] ?? 0;
    expect(got >= surely && got <= surely + perhaps, `${key}: ${got}, told ${surely} and ${perhaps}`).toBe(
      true,
    );
    delete counted[key];
  }
  expect(counted, 'received, and in nobody’s books').toEqual({});

  // What was badly signed was refused, and nothing else was.
  const badly = webhooks.flatMap(({ attempts }) => attempts).filter(({ fault }) => fault === 'bad-signature');
  expect(receiver.journal.filter(({ signed }) => !signed)).toHaveLength(badly.length);
  const struck = new Set(webhooks.flatMap(({ attempts }) => attempts.map(({ fault }) => fault)));
  expect([...struck].filter((kind) => kind !== undefined).toSorted()).toEqual([...faultKinds].toSorted());
  expect(sandbox.faults.list(), 'a run takes its faults away').toEqual([]);
});

test('the same seed plays the same calls', async () => {
  const plays = async () => {
    const { run, target } = await playing({ seed: 'the same' });
    const { calls } = await run({
      count: 12,
      rate: 100,
      seed: 'seven',
      target,
      scenarios: ['busy', 'rejected', 'no-answer'],
    });
    return calls.map(({ id, scenario, provider, from, to }) => ({ id, scenario, provider, from, to }));
  };
  const [first, second] = [await plays(), await plays()];
  expect(first).toHaveLength(12);
  expect(second).toEqual(first);
});

test('what cannot be placed is said, and is not as expected', async () => {
  const { run } = await playing();
  const played = await run({ scenarios: ['busy'], count: 2 });
  expect(played).toMatchObject({ placed: 0, met: 0, settled: 0 });
  expect(played.notPlaced).toEqual([
    expect.stringContaining('configure one'),
    expect.stringContaining('configure one'),
  ]);
});
