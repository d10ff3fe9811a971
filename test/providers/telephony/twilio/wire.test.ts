/** What the pretended Twilio really sends, and what it makes of what it is answered. */
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Person } from '../../../../sandbox/calls/types.ts';
import { loadScenarios } from '../../../../sandbox/scenarios/load.ts';
import { addressesFor, hookAddress } from '../../../../src/providers/telephony/twilio/addresses.ts';
import {
  fallbackTwiml,
  greetingTwiml,
  hangUpTwiml,
  refusalTwiml,
} from '../../../../src/providers/telephony/twilio/twiml.ts';
import { ours, poll, theirs, twilioForTest } from '../../../sandbox/helpers/twilio.ts';
import { playing } from '../../../sandbox/player/helpers.ts';
import { accountAt, folded, hooks, kinds, never, quick, type Took, unique } from './support.ts';

type Answers = (url: string) => Parameters<typeof hooks>[0];

/** A number that is configured as we say it has to be, and somebody who calls it. */
async function called(answers: Answers, person: Person, change: Record<string, string> = {}) {
  const on = await twilioForTest();
  let url = '';
  const server = await hooks(
    Object.fromEntries(
      ['voice', 'action', 'fallback'].map((route) => [
        route,
        (sent: Took) => answers(url)?.[route]?.(sent) ?? refusalTwiml,
      ]),
    ),
  );
  url = server.url;
  const { voice, status, fallback } = addressesFor(url);
  await on.number({ voiceUrl: voice, statusCallback: status, voiceFallbackUrl: fallback, ...change });
  let sid = '';
  const facts = () => server.factsOf(sid);
  return {
    ...on,
    server,
    facts,
    async call() {
      sid = await on.calledBy(person);
      return sid;
    },
    ended: () => expect.poll(() => kinds(facts()), poll).toContain('ended'),
  };
}

const hears = (says: string) => ({ do: 'wait', says, timeoutMs: 600_000 }) as const;

describe('somebody calls and', () => {
  test('hears the greeting, leaves a message, and the call is told of as a whole', async () => {
    const on = await called(
      (hooksUrl) => ({
        voice: () =>
          greetingTwiml({ say: 'Please leave a message.', language: 'en-US', record: true }, { hooksUrl }),
        action: () => hangUpTwiml,
      }),
      quick([
        hears('leave a message'),
        { do: 'pause', ms: 2_000 },
        { do: 'say', text: 'Call me back, please.' },
        { do: 'wait' },
      ]),
    );
    const sid = await on.call();
    await on.ended();
    await expect.poll(() => on.server.of('recording').length, poll).toBe(2);
    expect(on.server.refused).toEqual([]);
    expect(on.server.taken.every(({ providerCallIds }) => providerCallIds.join() === sid)).toBe(true);
    expect(folded(on.facts())).toMatchObject({
      direction: 'inbound',
      from: theirs,
      to: ours,
      status: 'completed',
      recording: 'pending',
      durationsDisagree: false,
    });
    expect(folded(on.facts()).billableSec).toBeGreaterThan(0);
    const states = on
      .facts()
      .flatMap(({ kind, content }) => (kind === 'recording' ? [(content as { state: string }).state] : []));
    expect(states).toEqual(expect.arrayContaining(['in-progress', 'completed']));
    expect(on.server.of('action')).toHaveLength(1);
    expect(kinds(on.facts())).not.toContain('input');
    // Nobody at Twilio had anything to say against what it was answered.
    expect((await on.control('GET', '/notices')).body.notices).toEqual([]);
  });

  test('hears that nobody is there', async () => {
    const on = await called(() => ({ voice: () => refusalTwiml }), quick());
    await on.call();
    await on.ended();
    expect(folded(on.facts())).toMatchObject({ status: 'completed', recording: 'none' });
    expect((await on.control('GET', '/notices')).body.notices).toEqual([]);
  });

  test('presses a key at each of two questions', async () => {
    const question = (hooksUrl: string, step: number) =>
      `<Response><Gather numDigits="1" timeout="20" action="${hookAddress({ hooksUrl }, 'action', step).replaceAll('&', '&amp;')}"><Say>Question ${step}.</Say></Gather></Response>`;
    const on = await called(
      (hooksUrl) => ({
        voice: () => question(hooksUrl, 1),
        action: ({ query }) => (query.get('step') === '1' ? question(hooksUrl, 2) : hangUpTwiml),
      }),
      quick([
        hears('Question 1'),
        { do: 'press', digits: '7' },
        hears('Question 2'),
        { do: 'press', digits: '7' },
        { do: 'wait' },
      ]),
    );
    await on.call();
    await on.ended();
    const inputs = on.facts().flatMap(({ kind, content }) => (kind === 'input' ? [content] : []));
    expect(inputs).toEqual([
      { step: 1, digits: '7' },
      { step: 2, digits: '7' },
    ]);
    expect(new Set(on.server.of('action').map(({ key }) => key)).size).toBe(2);
  });

  test('hears the fallback where we are not there, after every try', async () => {
    const on = await called(() => ({ voice: () => refusalTwiml, fallback: () => fallbackTwiml }), quick());
    on.sandbox.faults.add({
      vendor: 'twilio',
      direction: 'out',
      route: 'twiml',
      kind: 'status',
      status: 503,
      times: 4,
    });
    await on.call();
    await on.ended();
    expect(on.server.taken.map(({ route }) => route)).toEqual(['fallback', 'status']);
    expect(on.facts().find(({ kind }) => kind === 'error')?.content).toMatchObject({ code: '11200' });
  });

  test('is told of in addresses, where that is configured', async () => {
    const on = await called(() => ({ voice: () => refusalTwiml }), quick(), {
      voiceMethod: 'GET',
      statusCallbackMethod: 'GET',
    });
    await on.call();
    await on.ended();
    expect(on.server.refused).toEqual([]);
    expect(on.server.taken.every(({ body }) => body.length === 0)).toBe(true);
    expect(folded(on.facts())).toMatchObject({ from: theirs, to: ours, status: 'completed' });
  });

  test('is listened to: the stream begins and ends', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    });
    await once(sockets, 'listening');
    const { port } = sockets.address() as { port: number };
    const on = await called(
      (hooksUrl) => ({
        voice: () =>
          `<Response><Start><Stream name="agent" url="ws://127.0.0.1:${port}/media" statusCallback="${addressesFor(hooksUrl).stream.replaceAll('&', '&amp;')}"/></Start><Pause length="3"/></Response>`,
      }),
      quick(),
    );
    await on.call();
    await on.ended();
    await expect.poll(() => on.server.of('stream').length, poll).toBe(2);
    const streams = on.facts().flatMap(({ kind, content }) => (kind === 'stream' ? [content] : []));
    expect(streams).toMatchObject([
      { event: 'started', name: 'agent' },
      { event: 'stopped', name: 'agent' },
    ]);
  });
});

const scenarios = [...(await loadScenarios())].filter(([, { providers }]) => providers.includes('twilio'));

test('every scenario, with all that its network does wrong', async () => {
  const { sandbox, run } = await playing();
  const server = await hooks();
  const account = accountAt(`${sandbox.url}/twilio`);
  const { status: statusUrl, recording: recordingUrl, amd: amdUrl } = addressesFor(server.url);
  const { calls } = await run({
    scenarios: scenarios.map(([name]) => name),
    count: scenarios.length,
    rate: 4,
    provider: 'twilio',
    target: { statusUrl, recordingUrl, amdUrl },
    seed: 'a',
  });
  expect(calls).toHaveLength(scenarios.length);

  // Whatever is sent once more, by Twilio or by what is between, has the same key and the same facts; nothing else has.
  const byToken = Map.groupBy(server.taken, ({ route, token }) => `${route} ${token}`);
  const keys = [...byToken.values()].map((same) => {
    const told = new Set(same.map(({ key, facts }) => `${key} ${facts.map((fact) => fact.key).join()}`));
    expect(told.size).toBe(1);
    return `${same[0]?.route} ${same[0]?.key}`;
  });
  expect(new Set(keys).size).toBe(keys.length);

  for (const { id, scenario, webhooks, direction, checks } of calls) {
    const happened = (what: string) => checks.find((check) => check.what === what)?.actual;
    const asked = (await account.call(id, never))?.facts ?? [];
    const known = folded(asked);
    expect(known, scenario).toMatchObject({ direction, ended: true, durationsDisagree: false });
    expect(known.transferredTo, scenario).toBe(happened('transferred to'));

    const told = server.factsOf(id);
    expect(told.every(({ source }) => source === 'provider')).toBe(true);
    const arrived = webhooks
      .flatMap(({ kind, attempts }) => (kind === 'status completed' ? attempts : []))
      .some(({ arrived, fault }) => arrived === true && fault !== 'bad-signature');
    expect(arrived, scenario).toBe(happened('learnt by') === 'webhook');
    if (!arrived) continue;
    // What it tells of its own accord and what it says when asked is one call.
    const { status, billableSec, from, to, transferredTo, answeredBy } = folded(told);
    expect({ status, billableSec, from, to, transferredTo, answeredBy }, scenario).toEqual({
      status: known.status,
      billableSec: known.billableSec,
      from: known.from,
      to: known.to,
      transferredTo: known.transferredTo,
      answeredBy: known.answeredBy,
    });
    const { recording } = folded(unique([...told, ...asked]));
    expect(['none', 'pending', 'absent'], scenario).toContain(recording);
  }
  // Only what was signed with another key was refused.
  const forged = calls
    .flatMap(({ webhooks }) => webhooks.flatMap(({ attempts }) => attempts))
    .filter(({ fault }) => fault === 'bad-signature');
  expect(server.refused).toHaveLength(forged.length);
  expect(forged.length).toBeGreaterThan(0);
});
