/** Every scenario, on every provider that it can be played on: what it expects, and what its network does wrong. */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../../sandbox/player/report.ts';
import { loadScenarios } from '../../../sandbox/scenarios/load.ts';
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
    for (const { scenario, provider, met, checks } of calls) {
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

describe.each(['bland', 'twilio'] as const)('on %s', (provider) => {
  async function played(scenario: string) {
    const { ask, settled, receiver, target } = await playing();
    const { body } = await ask<CallReport>('POST', 'calls', { scenario, provider, target });
    const call = await settled(body.id);
    return { call, got: receiver.of(call.id), kinds: receiver.of(call.id).map(({ kind }) => kind) };
  }
  const [end, progress] =
    provider === 'bland' ? ['post-call', 'mid-call'] : ['status completed', 'status answered'];

  test('a happy path is told of from the first ring to the last word', async () => {
    const { call, got, kinds } = await played('happy-path');
    expect(call.conversation.map(({ who }) => who)).toEqual(expect.arrayContaining(['person', 'agent']));
    expect(call).toMatchObject({ provider, direction: 'outbound', agent: 'scenario', state: 'settled' });
    expect(call.webhooks.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(got.every(({ signed }) => signed)).toBe(true);
    expect(kinds).toEqual(expect.arrayContaining([end, progress]));
  });

  test('a storm brings each webhook eleven times', async () => {
    const { kinds, call } = await played('duplicate-storm');
    expect(tally(kinds)[end]).toBe(11);
    expect(call.webhooks.every(({ attempts }) => attempts.length === 11)).toBe(true);
  });

  test('the last webhook is lost, and the others come', async () => {
    const { kinds, call } = await played('last-webhook-lost');
    expect(kinds).toContain(progress);
    expect(kinds).not.toContain(end);
    expect(call.webhooks.find(({ kind }) => kind === end)).toMatchObject({ outcome: 'given up' });
  });

  test('every webhook is lost, and each is in the books', async () => {
    const { got, call } = await played('every-webhook-lost');
    expect(got).toEqual([]);
    expect(call.webhooks.length).toBeGreaterThan(2);
    expect(new Set(call.webhooks.map(({ outcome }) => outcome))).toEqual(new Set(['given up']));
  });

  test('one webhook has a wrong signature, and is refused', async () => {
    const { got, call } = await played('wrong-signature');
    const refused = (each: readonly Noted[]) => each.filter(({ signed }) => !signed);
    expect(refused(got)).toHaveLength(1);
    expect(call.webhooks.filter(({ outcome }) => outcome === 'refused')).toMatchObject([
      { attempts: [{ status: 401, fault: 'bad-signature' }] },
    ]);
  });

  test('slow answers: some attempts are refused, and what ends the call arrives in the end', async () => {
    const { call, kinds } = await played('slow-answers');
    expect(kinds).toContain(end);
    const attempts = call.webhooks.flatMap((each) => each.attempts);
    const faults = tally(attempts.map(({ fault }) => String(fault)));
    expect(faults).toEqual({ status: expect.any(Number), 'slow-answer': expect.any(Number) });
    const slow = attempts.filter(({ fault }) => fault === 'slow-answer');
    // Four seconds of the scene, at twenty times its speed.
    expect(Math.min(...slow.map(({ durationMs }) => durationMs))).toBeGreaterThanOrEqual(200);
  });

  test('webhooks overtake each other', async () => {
    const places = ['status initiated', 'status ringing', 'status answered', 'mid-call', end];
    // By chance they may come in order; not in five calls.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { kinds } = await played('callbacks-out-of-order');
      const order = kinds.map((kind) => places.indexOf(kind)).filter((place) => place >= 0);
      if (order.join() !== order.toSorted((one, other) => one - other).join()) return;
    }
    expect.fail('five calls, and all their webhooks came in order');
  });

  test('a recording that is late is there in the end, and not before', async () => {
    const { ask, settled, sandbox, target } = await playing({ speed: 60 });
    const wish = {
      scenario: 'recording-late',
      provider,
      target: { ...target, account: provider === 'bland' ? 'key' : undefined },
    };
    const { body } = await ask<CallReport>('POST', 'calls', wish);
    const { id, endedAt } = await settled(body.id);
    const late = sandbox.journal
      .list({ direction: 'out', subject: id, route: 'recording completed' })
      .map(({ requestBody }) => new URLSearchParams(requestBody).get('RecordingStatus'));
    expect(late).toEqual(provider === 'twilio' ? ['completed'] : []);
    if (provider === 'twilio') return;
    // Bland tells nobody: it has to be asked for.
    const recording = async () => {
      const headers = { authorization: 'key' };
      const answer = await fetch(`${sandbox.url}/bland/v1/recordings/${id}`, { headers });
      await answer.arrayBuffer();
      return answer.status;
    };
    expect(endedAt).toBeDefined();
    await eventually(async () => ((await recording()) === 200 ? true : undefined));
    const entries = sandbox.journal.list({ direction: 'in', route: 'GET /v1/recordings/:id' });
    expect(entries.at(0)?.status).toBe(404);
    expect(entries.at(-1)?.status).toBe(200);
  });
});
