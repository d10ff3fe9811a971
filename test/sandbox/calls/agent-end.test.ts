/** The agent's end by commands: what Twilio's verbs need. */
import { expect, test } from 'vitest';
import { CallEnded } from '../../../sandbox/calls/index.ts';
import type { Call, Leg, Person, PersonStep } from '../../../sandbox/calls/types.ts';
import { callTo, human, linesOf, network } from './scene.ts';

/** An inbound call that was taken: time counts from here. */
function taken(...steps: PersonStep[]): Call {
  const call = network().place(callTo(human(...steps), { direction: 'inbound' }));
  call.agent.answer();
  return call;
}

test('what is said is cut when its signal is aborted, and when the call ends', async () => {
  const call = taken({ do: 'pause', ms: 60_000 });
  const stop = new AbortController();
  const said = call.agent.say('one two three four', { signal: stop.signal });
  const refused = expect(said).rejects.toThrow('that will do');
  await call.clock.sleep(350);
  stop.abort(new Error('that will do'));
  await refused;
  const last = expect(call.agent.say('one two three four')).rejects.toThrow(CallEnded);
  await call.clock.sleep(550);
  call.hangUp();
  await last;
  expect(linesOf(call)).toEqual(['0-350 agent: one two (cut)', '350-900 agent: one two three (cut)']);
});

test('what is played is heard, with its words where they are known', async () => {
  const call = taken({ do: 'wait', says: 'menu' }, { do: 'hang up' });
  await call.agent.play(new Int16Array(4_000), { text: 'the menu', language: 'es' });
  await call.agent.play(new Int16Array(800));
  await call.ended;
  expect(call.turns).toMatchObject([
    { who: 'agent', text: 'the menu', language: 'es', startMs: 0, endMs: 500 },
  ]);
  expect(call.events.filter(({ type }) => type === 'spoke')).toHaveLength(2);
});

test('keys of the agent are heard by the person', async () => {
  const call = taken({ do: 'wait' }, { do: 'say', text: 'I heard it.' }, { do: 'hang up' });
  await call.agent.press('w7');
  await call.ended;
  // Half a second for the w, then the key, then 700 ms of silence.
  expect(linesOf(call)).toEqual(['1200-1750 person: I heard it.']);
});

test('who has nothing more to do waits on after every sound, and no longer than their patience', async () => {
  const call = network().place(callTo({ ...human(), patienceMs: 5_000 }, { direction: 'inbound' }));
  call.agent.answer();
  await call.agent.pause(3_000);
  await call.agent.press('7');
  expect(await call.ended).toMatchObject({ endedBy: 'person', durationMs: 8_000 });
});

test('listens for so many keys, and the first one stops the prompt', async () => {
  const call = taken({ do: 'pause', ms: 300 }, { do: 'press', digits: '12345' }, { do: 'pause', ms: 60_000 });
  const prompt = (signal: AbortSignal) => call.agent.say('enter two digits', { signal });
  expect(await call.agent.listen({ dtmf: { numDigits: 2 }, timeoutMs: 5_000, prompt })).toEqual({
    by: 'dtmf',
    digits: '12',
    finishedBy: 'count',
  });
  expect(linesOf(call)).toEqual(['0-300 agent: enter two (cut)']);
  expect(call.elapsedMs()).toBe(460);
});

test('listens until the finishing key, or until no key came for a while', async () => {
  const call = taken(
    { do: 'press', digits: '98#' },
    { do: 'press', digits: '7' },
    { do: 'pause', ms: 60_000 },
  );
  expect(await call.agent.listen({ dtmf: {}, timeoutMs: 5_000 })).toEqual({
    by: 'dtmf',
    digits: '98',
    finishedBy: 'key',
  });
  expect(await call.agent.listen({ dtmf: { finishOnKey: '' }, timeoutMs: 2_000 })).toEqual({
    by: 'dtmf',
    digits: '7',
    finishedBy: 'timeout',
  });
  expect(call.elapsedMs()).toBe(480 + 2_000);
});

test('without barge-in the prompt is heard to its end, and what came during it counts', async () => {
  const call = taken({ do: 'press', digits: '5' }, { do: 'pause', ms: 60_000 });
  const prompt = (signal: AbortSignal) => call.agent.say('enter a digit now', { signal });
  const heard = await call.agent.listen({ dtmf: {}, timeoutMs: 1_000, bargeIn: false, prompt });
  expect(heard).toMatchObject({ by: 'dtmf', digits: '5' });
  expect(linesOf(call)).toEqual(['0-850 agent: enter a digit now']);
});

test('listens for speech until it is followed by silence; nothing is nothing', async () => {
  const call = taken(
    { do: 'wait' },
    { do: 'say', text: 'Monday' },
    { do: 'say', text: 'at ten' },
    { do: 'pause', ms: 60_000 },
  );
  const prompt = (signal: AbortSignal) => call.agent.say('When?', { signal });
  expect(await call.agent.listen({ dtmf: {}, speech: { silenceMs: 500 }, timeoutMs: 5_000, prompt })).toEqual(
    {
      by: 'speech',
      text: 'Monday at ten',
      language: 'en',
      startMs: 950,
      endMs: 1_550,
    },
  );
  expect(call.elapsedMs()).toBe(2_050);
  // The time-out counts from the end of the prompt.
  expect(await call.agent.listen({ dtmf: {}, speech: {}, timeoutMs: 3_000, prompt })).toEqual({
    by: 'nothing',
  });
  expect(call.elapsedMs()).toBe(2_050 + 250 + 3_000);
});

test('a prompt that fails ends the listening with its error', async () => {
  const call = taken({ do: 'pause', ms: 60_000 });
  const prompt = () => Promise.reject(new Error('no such file'));
  await expect(call.agent.listen({ dtmf: {}, timeoutMs: 5_000, prompt })).rejects.toThrow('no such file');
});

test('listening ends with the call', async () => {
  const call = taken({ do: 'say', text: 'Bye' }, { do: 'hang up' });
  await expect(call.agent.listen({ dtmf: {}, timeoutMs: 5_000 })).rejects.toThrow(CallEnded);
});

const beepMs = 400;

test.for<[string, PersonStep[], { silenceMs?: number; maxMs?: number }, object, number]>([
  [
    'by silence',
    [
      { do: 'pause', ms: 1_000 },
      { do: 'say', text: 'call me back' },
      { do: 'pause', ms: 60_000 },
    ],
    {},
    { endedBy: 'silence' },
    1_600 + 2_000,
  ],
  [
    'by a key',
    [
      { do: 'pause', ms: 500 },
      { do: 'say', text: 'call me back' },
      { do: 'press', digits: '#' },
    ],
    {},
    { endedBy: 'key', digit: '#' },
    1_100,
  ],
  [
    'by its length',
    [{ do: 'say', text: 'call me back as soon as you can' }],
    { maxMs: 900 },
    { endedBy: 'length' },
    beepMs + 900,
  ],
  [
    'by hanging up',
    [{ do: 'pause', ms: 500 }, { do: 'say', text: 'call me back' }, { do: 'hang up' }],
    {},
    { endedBy: 'hangup' },
    1_100,
  ],
])('a message is ended %s', async ([, steps, options, expected, endMs]) => {
  const call = taken(...steps);
  const message = await call.agent.takeMessage({ maxMs: 60_000, silenceMs: 2_000, ...options });
  expect(message).toMatchObject({ ...expected, startMs: beepMs, endMs });
  if (options.maxMs === undefined) expect(message.turns.map(({ text }) => text)).toEqual(['call me back']);
});

const answersAfter = (afterMs: number, ...steps: PersonStep[]): Person => ({
  ringing: { kind: 'answers', afterMs },
  steps,
});

test('of several phones the first to answer gets the call, and the others stop ringing', async () => {
  const call = taken({ do: 'pause', ms: 60_000 });
  const legs: string[] = [];
  const result = await call.agent.dial({
    targets: [
      { number: '+1', person: answersAfter(9_000) },
      { number: '+2', person: answersAfter(3_000, { do: 'say', text: 'Two here.' }, { do: 'hang up' }) },
      { number: '+3', person: { ringing: { kind: 'busy' }, steps: [] } },
    ],
    onLeg: ({ number, state }, at) => legs.push(`${at - (call.answeredAt ?? 0)} ${number} ${state}`),
  });
  expect(result).toEqual({
    outcome: 'completed',
    number: '+2',
    startMs: 3_000,
    endMs: 3_450,
    durationMs: 450,
  });
  expect(legs).toEqual([
    '0 +1 initiated',
    '0 +1 ringing',
    '0 +2 initiated',
    '0 +2 ringing',
    '0 +3 initiated',
    '1000 +3 busy',
    '3000 +2 answered',
    '3000 +1 canceled',
    '3450 +2 completed',
  ]);
  expect(call.state).toBe('in-progress');
});

test.for<[string, Person, string, number]>([
  ['does not answer', { ringing: { kind: 'no answer' }, steps: [] }, 'no-answer', 10_000],
  ['is busy', { ringing: { kind: 'busy', afterMs: 200 }, steps: [] }, 'busy', 200],
  ['rejects it', { ringing: { kind: 'rejects', afterMs: 2_000 }, steps: [] }, 'rejected', 2_000],
  ['does not exist', { ringing: { kind: 'unreachable' }, steps: [] }, 'failed', 1_000],
])('dialling somebody who %s leaves the call as it was', async ([, person, outcome, endMs]) => {
  const call = taken({ do: 'pause', ms: 60_000 });
  const result = await call.agent.dial({ targets: [{ number: '+1', person }], timeoutMs: 10_000 });
  expect(result).toEqual({ outcome, number: undefined, startMs: endMs, endMs, durationMs: 0 });
});

test('those brought together are parted by the star, the time limit, and from outside', async () => {
  const patient = answersAfter(1_000, { do: 'pause', ms: 600_000 });
  const call = taken({ do: 'pause', ms: 5_000 }, { do: 'press', digits: '*' }, { do: 'pause', ms: 600_000 });
  const dial = (more: object) => call.agent.dial({ targets: [{ number: '+1', person: patient }], ...more });
  expect(await dial({ hangUpOnStar: true })).toMatchObject({
    outcome: 'completed',
    startMs: 1_000,
    endMs: 5_000,
  });
  expect(await dial({ timeLimitMs: 3_000 })).toMatchObject({ durationMs: 3_000 });
  const hangUp = (leg: Leg) => {
    if (leg.state === 'answered') setImmediate(leg.hangUp);
  };
  expect(await dial({ onLeg: hangUp })).toMatchObject({ outcome: 'completed' });
  expect(call.state).toBe('in-progress');
});

test('a dial that is given up rings no longer', async () => {
  const call = taken({ do: 'pause', ms: 60_000 });
  const legs: string[] = [];
  const stop = new AbortController();
  const targets = [{ number: '+1', person: answersAfter(9_000) }];
  const dialled = call.agent.dial({ targets, signal: stop.signal, onLeg: ({ state }) => legs.push(state) });
  const refused = expect(dialled).rejects.toThrow('never mind');
  await call.clock.sleep(2_000);
  stop.abort(new Error('never mind'));
  await refused;
  expect(legs).toEqual(['initiated', 'ringing', 'canceled']);
});
