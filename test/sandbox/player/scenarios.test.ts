/** Every scenario, on every provider that it can be played on: what it expects, and what its network does wrong. */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../../sandbox/player/report.ts';
import { loadScenarios } from '../../../sandbox/scenarios/load.ts';
import { vendors } from '../../../sandbox/vendors/index.ts';
import { eventually } from '../helpers/frame.ts';
import { playing } from './helpers.ts';
import { type Noted, tally } from './receiver.ts';

const scenarios = [...(await loadScenarios())];
const pieces = scenarios.flatMap(([name, { providers }]) =>
  providers.map((provider) => ({ name, provider })),
);

test('as it expects, on both providers', async () => {
  const { run, target } = await playing();
  const unmet = new Set(pieces.map(({ name, provider }) => `${name} ${provider}`));
  // A machine that stands still for a second does so for twenty of the scene's: such a call is played once more.
  for (let round = 0; round < 3 && unmet.size > 0; round += 1) {
    const names = [...new Set([...unmet].map((each) => each.split(' ')[0]))];
    const count = pieces.filter(({ name }) => names.includes(name)).length;
    const { calls } = await run({ scenarios: names, count, rate: 6, target, seed: String(round) });
    expect(calls).toHaveLength(count);
    for (const { scenario, provider, met, checks, webhooks } of calls) {
      // What faults may be asked for by name.
      const named = vendors.find(({ name }) => name === provider)?.sends;
      expect(named).toEqual(expect.arrayContaining(webhooks.map(({ kind }) => kind)));
      expect(checks.map(({ what }) => what)).toEqual(
        expect.arrayContaining([
          'outcome',
          'answered by',
          'ended by',
          'keys',
          'transferred to',
          'said',
          'learnt by',
        ]),
      );
      if (met) unmet.delete(`${scenario} ${provider}`);
      else console.log(`${scenario} on ${provider}: ${JSON.stringify(checks.filter((check) => !check.met))}`);
    }
  }
  expect([...unmet]).toEqual([]);
});

interface Played {
  readonly call: CallReport;
  readonly got: readonly Noted[];
  readonly kinds: readonly string[];
}

const ends = { bland: 'post-call', twilio: 'status completed' } as const;
const during = { bland: 'mid-call', twilio: 'status answered' } as const;

/** What shows at the receiver, and in the books, of what a scenario's network does wrong. */
const proofs: Readonly<Record<string, (played: Played, end: string, progress: string) => void>> = {
  // It is told of from the first ring to the last word.
  'happy-path'({ call, got, kinds }, end, progress) {
    expect(call.conversation.map(({ who }) => who)).toEqual(expect.arrayContaining(['person', 'agent']));
    expect(call).toMatchObject({ direction: 'outbound', agent: 'scenario', state: 'settled' });
    expect(call.webhooks.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(got.every(({ signed }) => signed)).toBe(true);
    expect(kinds).toEqual(expect.arrayContaining([end, progress]));
  },
  // Each webhook comes eleven times.
  'duplicate-storm'({ kinds, call }, end) {
    expect(tally(kinds)[end]).toBe(11);
    expect(call.webhooks.every(({ attempts }) => attempts.length === 11)).toBe(true);
  },
  // The others come.
  'last-webhook-lost'({ kinds, call }, end, progress) {
    expect(kinds).toContain(progress);
    expect(kinds).not.toContain(end);
    expect(call.webhooks.find(({ kind }) => kind === end)).toMatchObject({ outcome: 'given up' });
  },
  // Each is in the books.
  'every-webhook-lost'({ got, call }) {
    expect(got).toEqual([]);
    expect(call.webhooks.length).toBeGreaterThan(2);
    expect(new Set(call.webhooks.map(({ outcome }) => outcome))).toEqual(new Set(['given up']));
  },
  // One is refused.
  'wrong-signature'({ got, call }) {
    expect(got.filter(({ signed }) => !signed)).toHaveLength(1);
    expect(call.webhooks.filter(({ outcome }) => outcome === 'refused')).toMatchObject([
      { attempts: [{ status: 401, fault: 'bad-signature' }] },
    ]);
  },
  // Some attempts are refused, and what ends the call arrives in the end.
  'slow-answers'({ call, kinds }, end) {
    expect(kinds).toContain(end);
    const attempts = call.webhooks.flatMap((each) => each.attempts);
    const faults = tally(attempts.map(({ fault }) => String(fault)));
    expect(faults).toEqual({ status: expect.any(Number), 'slow-answer': expect.any(Number) });
    const slow = attempts.filter(({ fault }) => fault === 'slow-answer');
    // Four seconds of the scene, at twenty times its speed.
    expect(Math.min(...slow.map(({ durationMs }) => durationMs))).toBeGreaterThanOrEqual(200);
  },
};

describe.each(['bland', 'twilio'] as const)('on %s', (provider) => {
  async function stage() {
    const { ask, settled, receiver, target } = await playing();
    return async (scenario: string): Promise<Played> => {
      const { body } = await ask<CallReport>('POST', 'calls', { scenario, provider, target });
      const call = await settled(body.id);
      const got = receiver.of(call.id);
      return { call, got, kinds: got.map(({ kind }) => kind) };
    };
  }

  test('what the network does wrong shows in what arrives', async () => {
    const play = await stage();
    const played = await Promise.all(
      Object.entries(proofs).map(async ([name, prove]) => ({ name, prove, ...(await play(name)) })),
    );
    for (const { name, prove, ...each } of played) {
      expect(each.call).toMatchObject({ scenario: name, provider });
      prove(each, ends[provider], during[provider]);
    }
  });

  test('webhooks overtake each other', async () => {
    const places = ['status initiated', 'status ringing', 'status answered', 'mid-call', ends[provider]];
    const play = await stage();
    // By chance they may come in order; not in five calls.
    const played = await Promise.all(Array.from({ length: 5 }, () => play('callbacks-out-of-order')));
    const orders = played.map(({ kinds }) =>
      kinds.map((kind) => places.indexOf(kind)).filter((place) => place >= 0),
    );
    expect(orders.some((order) => order.join() !== order.toSorted((one, other) => one - other).join())).toBe(
      true,
    );
  });
});

test('a recording that is late is there in the end, and not before', async () => {
  const { ask, settled, sandbox, target } = await playing();
  async function played(provider: 'bland' | 'twilio') {
    const account = provider === 'bland' ? 'key' : undefined;
    const wish = { scenario: 'recording-late', provider, target: { ...target, account } };
    const { body } = await ask<CallReport>('POST', 'calls', wish);
    return settled(body.id);
  }
  /** Twilio tells that it is ready. */
  async function onTwilio() {
    const { id: subject } = await played('twilio');
    const told = sandbox.journal.list({ direction: 'out', subject, route: 'recording completed' });
    expect(told.map(({ requestBody }) => new URLSearchParams(requestBody).get('RecordingStatus'))).toEqual([
      'completed',
    ]);
  }
  /** Bland tells nobody: it has to be asked for. */
  async function onBland() {
    const { id, endedAt, webhooks } = await played('bland');
    expect(endedAt).toBeDefined();
    expect(webhooks.filter(({ kind }) => kind.includes('recording'))).toEqual([]);
    const status = async () => {
      const headers = { authorization: 'key' };
      const answer = await fetch(`${sandbox.url}/bland/v1/recordings/${id}`, { headers });
      await answer.arrayBuffer();
      return answer.status;
    };
    expect(await status()).toBe(404);
    sandbox.clock.setSpeed(1_000);
    await eventually(async () => ((await status()) === 200 ? true : undefined));
  }
  await onBland();
  sandbox.clock.setSpeed(60);
  await onTwilio();
});
