import { expect, test } from 'vitest';
import { CallEnded } from '../../../sandbox/calls/index.ts';
import type { Ringing } from '../../../sandbox/calls/types.ts';
import { callTo, human, network } from './scene.ts';

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

test.for<[Ringing, string, string, number, string[]]>([
  [{ kind: 'busy' }, 'busy', 'person', 1_000, ['ended']],
  [{ kind: 'rejects', afterMs: 5_000 }, 'rejected', 'person', 5_000, ['ringing', 'ended']],
  [{ kind: 'no answer' }, 'no-answer', 'network', 20_000, ['ringing', 'ended']],
  [{ kind: 'answers', afterMs: 25_000 }, 'no-answer', 'network', 20_000, ['ringing', 'ended']],
  [{ kind: 'unreachable', afterMs: 300 }, 'failed', 'network', 300, ['ended']],
])('a phone that %o: %s by the %s after %i ms', async ([ringing, outcome, endedBy, afterMs, events]) => {
  const call = network().place(callTo({ ringing, steps: [] }, { ringTimeoutMs: 20_000 }));
  const result = await call.ended;
  expect(result).toMatchObject({ outcome, endedBy, answeredAt: undefined, durationMs: 0, turns: [] });
  expect(result.endedAt - result.startedAt).toBe(afterMs);
  expect(typesOf(result.events)).toEqual(events);
  await expect(call.answered).rejects.toThrow(CallEnded);
  await expect(call.agent.say('Hello')).rejects.toThrow(CallEnded);
});

test('a phone that answers begins to talk when it was answered', async () => {
  const call = network().place(callTo(human({ do: 'say', text: 'Hello?' }, { do: 'hang up' })));
  expect(await call.answered).toBe('human');
  const result = await call.ended;
  expect(result).toMatchObject({
    outcome: 'completed',
    endedBy: 'person',
    answeredBy: 'human',
    durationMs: 300,
  });
  expect((result.answeredAt ?? 0) - result.startedAt).toBe(2_000);
  expect(typesOf(result.events)).toEqual(['ringing', 'answered', 'speaking', 'spoke', 'ended']);
});

test('a caller waits for the agent to answer, and gives up after a while', async () => {
  const person = { ...human({ do: 'hang up' }), ringsForMs: 30_000 };
  const net = network();
  const answered = net.place(callTo(person, { id: 'a', direction: 'inbound' }));
  answered.agent.answer();
  expect(await answered.ended).toMatchObject({ outcome: 'completed', answeredBy: 'human' });

  const ignored = net.place(callTo(person, { id: 'b', direction: 'inbound' }));
  const result = await ignored.ended;
  expect(result).toMatchObject({ outcome: 'no-answer', endedBy: 'person' });
  expect(result.endedAt - result.startedAt).toBe(30_000);

  const refused = net.place(callTo(person, { id: 'c', direction: 'inbound' }));
  refused.agent.reject('busy');
  expect(await refused.ended).toMatchObject({ outcome: 'busy', endedBy: 'agent' });
  expect(net.calls.size).toBe(0);
});

test('a call that is stopped while it rings is canceled, and one that was answered is completed', async () => {
  const net = network();
  const ringing = net.place(callTo(human(), { id: 'a' }));
  ringing.hangUp();
  expect(await ringing.ended).toMatchObject({ outcome: 'canceled', endedBy: 'api', durationMs: 0 });

  const answered = net.place(callTo(human({ do: 'pause', ms: 60_000 }), { id: 'b' }));
  await answered.answered;
  await answered.agent.pause(1_500);
  answered.hangUp('agent', 'enough');
  answered.hangUp('api', 'too late');
  expect(await answered.ended).toMatchObject({
    outcome: 'completed',
    endedBy: 'agent',
    reason: 'enough',
    durationMs: 1_500,
  });
});

test('a call lasts no longer than its time limit, and nobody waits for ever', async () => {
  const net = network();
  const long = net.place(callTo(human({ do: 'pause', ms: 1_000_000 }), { id: 'a', timeLimitMs: 60_000 }));
  expect(await long.ended).toMatchObject({ outcome: 'completed', endedBy: 'network', durationMs: 60_000 });
  const silent = net.place(callTo({ ...human(), patienceMs: 9_000 }, { id: 'b' }));
  expect(await silent.ended).toMatchObject({ outcome: 'completed', endedBy: 'person', durationMs: 9_000 });
});

test('closing the network ends every call, and an id is used once at a time', async () => {
  const net = network();
  const call = net.place(callTo(human()));
  expect(() => net.place(callTo(human()))).toThrow('there is a call call already');
  await net.close();
  expect(await call.ended).toMatchObject({ outcome: 'canceled', endedBy: 'network' });
  expect(net.calls.size).toBe(0);
});
