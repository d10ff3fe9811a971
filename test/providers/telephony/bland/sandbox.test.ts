/** What a Bland really sends, over the wire and signed, against what was said and done on its calls. */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../../../sandbox/player/report.ts';
import { loadScenarios } from '../../../../sandbox/scenarios/load.ts';
import type { FoldedCall } from '../../../../src/core/calls/call.ts';
import { blandWebhooks } from '../../../../src/providers/telephony/bland/webhooks.ts';
import type { Understood } from '../../../../src/providers/telephony/telephony.ts';
import { eventually, type Received } from '../../../sandbox/helpers/frame.ts';
import { playing, secret } from '../../../sandbox/player/helpers.ts';
import { folded, kindOf } from './helpers.ts';

/** As a hook takes it: nothing is read that does not verify. */
function taken({ headers, body }: Received): { key: string; understood: readonly Understood[] } | undefined {
  const arrived = { urls: [], headers, contentType: headers['content-type'], body: Buffer.from(body) };
  const verdict = blandWebhooks.verify(arrived, { secrets: ['an older secret', secret] });
  if (!verdict.good) return undefined;
  const message = {
    route: '',
    body: verdict.bytes,
    contentType: 'application/json',
    query: new URLSearchParams(),
  };
  return { key: blandWebhooks.keyOf(message) ?? '', understood: blandWebhooks.interpret(message) };
}

function factsOf(received: readonly Received[], callId: string): Understood['facts'] {
  const about = received
    .flatMap((each) => taken(each)?.understood ?? [])
    .filter(({ providerCallId }) => providerCallId === callId)
    .flatMap(({ facts }) => facts);
  return [...new Map(about.map((fact) => [fact.key, fact])).values()];
}

const outcomes = { rejected: 'busy' } as Readonly<Record<string, string>>;
const answerers = { human: 'human', machine: 'voicemail' } as Readonly<Record<string, string>>;
const enders = { person: 'caller', agent: 'agent' } as Readonly<Record<string, string>>;

/** What the report of a call and the call itself differ in; of moments and lengths, to a second. */
function differences(report: CallReport, call: FoldedCall): string[] {
  const check = (what: string) => report.checks.find((each) => each.what === what)?.actual as string;
  const near = (one: Date | undefined, other: string | undefined) =>
    one === undefined || other === undefined
      ? (one === undefined) === (other === undefined)
      : Math.abs(one.getTime() - Date.parse(other)) <= 1_000;
  const outcome = check('outcome');
  const wasAnswered = report.answeredAt !== undefined;
  const same: Record<string, boolean> = {
    status: call.status === (outcomes[outcome] ?? outcome),
    direction: call.direction === report.direction,
    from: call.from === report.from,
    to: call.to === report.to,
    'answered at': near(call.answeredAt, report.answeredAt),
    'ended at': near(call.endedAt, report.endedAt),
    length: Math.abs((call.billableSec ?? -1) - report.durationMs / 1000) <= 1,
    'lengths agree': !call.durationsDisagree,
    'answered by': !wasAnswered || call.answeredBy === answerers[check('answered by')],
    'ended by': !wasAnswered || call.endedBy === (enders[check('ended by')] ?? 'agent'),
    'transferred to': call.transferredTo === check('transferred to'),
    recording: call.recording === (wasAnswered ? 'pending' : 'none'),
    summary: !wasAnswered || call.summary !== undefined,
    cost: call.cost?.currency === 'USD',
  };
  return Object.keys(same).filter((what) => !same[what]);
}

const happyPath = (target: object) => ({ scenario: 'happy-path', provider: 'bland', target });

const scenarios = [...(await loadScenarios())].filter(([, { providers }]) => providers.includes('bland'));

test('every scenario comes to the call that was played, with what goes wrong on its way', async () => {
  const { run, ask, target, receiver } = await playing();
  const unmet = new Map(scenarios.map(([name]) => [name, ['not played']]));
  // A machine that stands still for a second does so for twenty of the scene's: such a call is played once more.
  for (let round = 0; round < 3 && unmet.size > 0; round += 1) {
    const names = [...unmet.keys()];
    const order = { scenarios: names, count: names.length, provider: 'bland', rate: 6, target };
    const { calls } = await run({ ...order, seed: String(round) });
    for (const { id, scenario } of calls) {
      const { body: report } = await ask<CallReport>('GET', `calls/${id}`);
      const facts = factsOf(receiver.received, id);
      const learnt = kindOf(facts, 'ended').length > 0 ? 'webhook' : 'asking';
      const expected = report.checks.find(({ what }) => what === 'learnt by')?.actual;
      const wrong = learnt === expected ? [] : [`learnt by ${learnt}`];
      if (learnt === 'webhook') wrong.push(...differences(report, folded(facts)));
      if (wrong.length === 0) unmet.delete(scenario);
      else unmet.set(scenario, wrong);
    }
  }
  expect(Object.fromEntries(unmet)).toEqual({});
});

test('what was said is there line by line, and live before', async () => {
  const { ask, settled, receiver, target } = await playing();
  const { body } = await ask<CallReport>('POST', 'calls', happyPath(target));
  const { id, conversation } = await settled(body.id);
  const facts = factsOf(receiver.received, id);
  const whole = (said: boolean) =>
    kindOf(facts, 'line').filter(
      ({ content: { number, who } }) => (number !== undefined) === said && who !== 'tool',
    );
  const spoken = conversation.map(({ who, text }) => [who === 'person' ? 'caller' : 'agent', text]);
  expect(whole(true).map(({ content: { who, text } }) => [who, text])).toEqual(spoken);
  expect(whole(true).every(({ at }) => at !== undefined)).toBe(true);
  // Nothing tells a repetition of the same words apart while the call goes on.
  expect(new Set(whole(false).map(({ content: { who, text } }) => `${who} ${text}`))).toEqual(
    new Set(spoken.map(([who, text]) => `${who} ${text}`)),
  );
});

test('a storm of copies brings each fact once, under one key for each message', async () => {
  const { ask, settled, receiver, target } = await playing();
  const order = { scenario: 'duplicate-storm', provider: 'bland', target };
  const { body } = await ask<CallReport>('POST', 'calls', order);
  const { webhooks } = await settled(body.id);
  const keys = receiver.received.map((each) => taken(each)?.key);
  expect(receiver.received.length).toBe(11 * webhooks.length);
  // Two messages in mid-call may have the same bytes.
  expect(new Set(keys).size).toBe(new Set(receiver.received.map((each) => each.body)).size);
});

describe('what Bland may be set to, or does not document', () => {
  test.each<[string, object]>([
    ['as usual', {}],
    ['lengths in seconds', { callLength: 'seconds' }],
    ['all moments with an offset', { dates: 'offset' }],
    ['all moments in UTC', { dates: 'z' }],
    ['what does not apply is null', { empties: 'null' }],
    ['what does not apply is absent', { empties: 'absent' }],
    ['completed instead of complete', { queueStatusAtEnd: 'completed' }],
    ['all of it', { callLength: 'seconds', dates: 'z', empties: 'null', queueStatusAtEnd: 'completed' }],
  ])('%s: the same call', async (_name, settings) => {
    const { ask, settled, receiver, target } = await playing();
    await ask('PATCH', 'bland/settings', settings);
    const { body } = await ask<CallReport>('POST', 'calls', happyPath(target));
    const report = await settled(body.id);
    expect(differences(report, folded(factsOf(receiver.received, report.id)))).toEqual([]);
  });

  test('the latest end that was allowed: the call is as long, and begins where it was dialled', async () => {
    const { ask, settled, receiver, target } = await playing();
    await ask('PATCH', 'bland/settings', { endAt: 'deadline' });
    const { body } = await ask<CallReport>('POST', 'calls', happyPath(target));
    const { durationMs, ...report } = await settled(body.id);
    const call = folded(factsOf(receiver.received, report.id));
    const lasted = Number(call.endedAt) - Number(call.answeredAt);
    expect(Math.abs(lasted - durationMs)).toBeLessThanOrEqual(1_000);
    expect(Number(call.answeredAt)).toBeLessThanOrEqual(Date.parse(report.answeredAt ?? ''));
    expect(call.durationsDisagree).toBe(false);
  });
});

test('citations and dispositions follow, or come with the record: the same facts', async () => {
  const { sandbox, ask, receiver } = await playing();
  const phone = '+14155550142';
  const person = { steps: [{ do: 'say', text: 'Yes, that is fine.' }, { do: 'wait' }, { do: 'hang up' }] };
  sandbox.phones.book.set(phone, person as never);
  await fetch(`${sandbox.url}/_sandbox/bland/plays/${phone}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ facts: { citations: { agreed: 'fine' }, dispositions: { booked: true } } }),
  });
  const found = async (delayPostCall: boolean) => {
    await ask('PATCH', 'bland/settings', { delayPostCall, sameNumberSec: 0 });
    const response = await fetch(`${sandbox.url}/bland/v1/calls`, {
      method: 'POST',
      headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
      body: JSON.stringify({
        phone_number: phone,
        task: 'Be kind.',
        webhook: receiver.url,
        webhook_events: ['citations'],
        citation_schema_ids: ['schema'],
      }),
    });
    const { call_id: id } = (await response.json()) as { call_id: string };
    const facts = await eventually(() => {
      const all = factsOf(receiver.received, id);
      return kindOf(all, 'findings').some(({ content: { of } }) => of.startsWith('disposition'))
        ? all
        : undefined;
    });
    return kindOf(facts, 'findings').map(({ content: { of } }) => of);
  };
  expect(await found(false)).toEqual(expect.arrayContaining(['citations', 'disposition outcome']));
  expect(await found(true)).toEqual(
    expect.arrayContaining(['citations', 'corrected_transcript', 'disposition outcome']),
  );
});
