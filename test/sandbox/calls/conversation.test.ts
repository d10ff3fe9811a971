/** Both sides from scripts: what Bland's sandbox plays. */
import { expect, test } from 'vitest';
import type { AgentScript, Person } from '../../../sandbox/calls/types.ts';
import { callTo, human, linesOf, network } from './scene.ts';

async function play(person: Person, script: AgentScript, direction: 'inbound' | 'outbound' = 'outbound') {
  const net = network();
  return net.runAgent(net.place(callTo(person, { direction })), script);
}

test('two talk in turns, each when the other has finished', async () => {
  const result = await play(
    human(
      { do: 'say', text: 'Hello?' },
      { do: 'wait' },
      { do: 'say', text: 'Friday is fine.' },
      { do: 'wait' },
    ),
    {
      steps: [
        { do: 'wait' },
        { do: 'say', text: 'Is Friday fine?' },
        { do: 'wait' },
        { do: 'say', text: 'Goodbye.' },
        { do: 'hang up' },
      ],
    },
  );
  // 50 ms a letter; the agent answers after 800 ms of silence, the person after 700.
  expect(linesOf(result)).toEqual([
    '0-300 person: Hello?',
    '1100-1850 agent: Is Friday fine?',
    '2550-3300 person: Friday is fine.',
    '4100-4500 agent: Goodbye.',
  ]);
  expect(result).toMatchObject({ outcome: 'completed', endedBy: 'agent', durationMs: 4_500 });
});

test('an agent answers who calls', async () => {
  const result = await play(
    human({ do: 'wait' }, { do: 'hang up' }),
    { steps: [{ do: 'say', text: 'Hi.' }] },
    'inbound',
  );
  expect((result.answeredAt ?? 0) - result.startedAt).toBe(1_000);
  expect(linesOf(result)).toEqual(['0-150 agent: Hi.']);
  expect(result.durationMs).toBe(850);
});

test('who is spoken over falls silent, unless told not to', async () => {
  const person = human(
    { do: 'interrupt', text: 'Stop it now please!', afterMs: 400 },
    { do: 'wait' },
    { do: 'hang up' },
  );
  const steps: AgentScript['steps'] = [
    { do: 'say', text: 'This takes a very long time to say in full.' },
    { do: 'wait' },
    { do: 'say', text: 'Sorry.' },
  ];
  expect(linesOf(await play(person, { steps }))).toEqual([
    '0-650 agent: This takes a very (cut)',
    '400-1350 person: Stop it now please!',
    '2150-2450 agent: Sorry.',
  ]);
  expect(linesOf(await play(person, { steps, yields: false }))).toEqual([
    '0-2150 agent: This takes a very long time to say in full.',
    '400-1350 person: Stop it now please!',
    '2150-2450 agent: Sorry.',
  ]);
});

test('a person waits for certain words, and not for ever', async () => {
  const result = await play(
    human(
      { do: 'wait', says: 'CODE now', timeoutMs: 5_000 },
      { do: 'press', digits: '1w2' },
      { do: 'wait', says: 'never said', timeoutMs: 4_000 },
      { do: 'hang up' },
    ),
    {
      steps: [
        { do: 'say', text: 'Welcome.' },
        { do: 'pause', ms: 2_000 },
        { do: 'say', text: 'Enter your code now.' },
        { do: 'wait' },
        { do: 'say', text: 'Thanks.' },
      ],
    },
  );
  const keys = result.events.flatMap((event) =>
    event.type === 'dtmf' ? [[event.digit, event.startMs]] : [],
  );
  // Heard until 3400; then 700 ms of silence; 160 ms for a key and 500 for the w.
  expect(keys).toEqual([
    ['1', 4_100],
    ['2', 4_760],
  ]);
  // The agent waits for 800 ms of silence after each key: the first is followed soon enough by the second.
  expect(linesOf(result).at(-1)).toBe('5560-5910 agent: Thanks.');
  expect(result.durationMs).toBe(5_910 + 4_000);
});

test('a machine answers: the agent leaves a message after the beep, hangs up, or takes it for a human', async () => {
  const machine: Person = {
    ringing: { kind: 'voicemail', afterMs: 9_000, greeting: 'Leave a message.' },
    steps: [],
  };
  const left = await play(machine, { steps: [], onVoicemail: { do: 'leave', text: 'Call me.' } });
  expect(left.answeredBy).toBe('machine');
  expect(linesOf(left)).toEqual(['500-1300 person: Leave a message.', '1700-2100 agent: Call me.']);
  expect(left).toMatchObject({ endedBy: 'agent', durationMs: 2_100 });

  expect(await play(machine, { steps: [] })).toMatchObject({ endedBy: 'agent', durationMs: 0, turns: [] });

  const fooled = await play(machine, {
    steps: [{ do: 'wait' }, { do: 'say', text: 'Hello?' }, { do: 'hang up' }],
    onVoicemail: { do: 'ignore' },
  });
  expect(linesOf(fooled)).toEqual(['500-1300 person: Leave a message.', '2100-2400 agent: Hello?']);
});

test('a transfer brings a third together with the person, and ends with them', async () => {
  const colleague = human(
    { do: 'say', text: 'Bob here.' },
    { do: 'wait' },
    { do: 'say', text: 'Bye.' },
    { do: 'hang up' },
  );
  const result = await play(human({ do: 'wait' }, { do: 'say', text: 'Hi Bob.' }), {
    steps: [
      { do: 'transfer', to: '+15550199', person: colleague },
      { do: 'say', text: 'Back.' },
      { do: 'hang up' },
    ],
  });
  expect(linesOf(result)).toEqual([
    '2000-2450 third: Bob here.',
    '3150-3500 person: Hi Bob.',
    '4200-4400 third: Bye.',
    '4400-4650 agent: Back.',
  ]);
  const states = result.events.flatMap((event) => (event.type === 'transfer' ? [event.state] : []));
  expect(states).toEqual(['initiated', 'ringing', 'answered', 'completed']);
});

test('who hangs up in the middle of a sentence is heard no further, and the legs of a transfer end before the call', async () => {
  const net = network();
  const call = net.place(callTo(human({ do: 'say', text: 'One two three four five' })));
  const colleague = human({ do: 'say', text: 'Ten eleven twelve' });
  const run = net.runAgent(call, { steps: [{ do: 'transfer', to: '+15550199', person: colleague }] });
  await call.answered;
  await call.clock.sleep(2_300);
  call.hangUp('person', 'slammed down');
  const result = await run;
  expect(linesOf(result)).toEqual([
    '0-1150 person: One two three four five',
    '2000-2300 third: Ten eleven (cut)',
  ]);
  expect(result.events.slice(-3).map(({ type }) => type)).toEqual(['transfer', 'spoke', 'ended']);
});

test("every number is somebody's: whom nobody has set is a polite stranger", async () => {
  const net = network();
  net.book.set('+15550101', human({ do: 'say', text: 'It is me.' }, { do: 'hang up' }));
  const known = net.place(callTo(net.book.find('+15550101'), { id: 'a' }));
  expect(linesOf(await known.ended)).toEqual(['0-450 person: It is me.']);
  const unknown = net.place(callTo(net.book.find('+15550102'), { id: 'b' }));
  const result = await net.runAgent(unknown, { steps: [{ do: 'wait' }, { do: 'say', text: 'Friday?' }] });
  expect(result).toMatchObject({ outcome: 'completed', endedBy: 'person' });
  expect(result.turns.length).toBeGreaterThan(2);
});

test('an agent or a person whose speech fails ends the call instead of leaving it open', async () => {
  const mute = network({ say: () => Promise.reject(new Error('no voice')), close: async () => {} });
  const person = mute.place(callTo(human({ do: 'say', text: 'Hello?' }), { id: 'a' }));
  expect(await person.ended).toMatchObject({ outcome: 'failed', reason: 'the call broke: Error: no voice' });
  const agent = mute.place(callTo(human(), { id: 'b' }));
  const result = await mute.runAgent(agent, { steps: [{ do: 'say', text: 'Hello?' }] });
  expect(result).toMatchObject({ endedBy: 'agent', reason: 'the agent failed: Error: no voice' });
});
