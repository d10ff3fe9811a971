import { expect, test } from 'vitest';
import type { CallResult } from '../../../sandbox/calls/types.ts';
import { loadScenarios, parseScenario } from '../../../sandbox/scenarios/load.ts';
import { network } from '../calls/scene.ts';

const scenarios = await loadScenarios();

test('everything that calls go through is there', () => {
  expect([...scenarios.keys()]).toEqual([
    'angry-caller',
    'busy',
    'callbacks-out-of-order',
    'duplicate-storm',
    'early-hang-up',
    'every-webhook-lost',
    'happy-path',
    'last-webhook-lost',
    'no-answer',
    'recording-late',
    'rejected',
    'second-gather',
    'slow-answers',
    'transfer',
    'two-languages',
    'voicemail',
    'wrong-signature',
  ]);
});

test.for([...scenarios])('%s, played on the phone network, ends as it says', async ([id, scenario]) => {
  const { person, agent, direction, expect: expected } = scenario;
  const net = network();
  const ringTimeoutMs = scenario['ring timeout'] ?? 60_000;
  const call = net.place({ id, direction, person, from: '+15550100', to: '+15550101', ringTimeoutMs });
  const result = await net.runAgent(call, agent);
  expect({
    outcome: result.outcome,
    'ended by': result.endedBy,
    'answered by': result.answeredBy ?? 'nobody',
    keys: keysOf(result),
    'transferred to': transferOf(result),
  }).toEqual({
    outcome: expected.outcome,
    'ended by': expected['ended by'],
    'answered by': expected['answered by'],
    keys: expected.keys,
    'transferred to': expected['transferred to'],
  });
  let said = result.turns.map(({ text }) => text).join(' / ');
  for (const piece of expected.said) {
    expect(said).toContain(piece);
    said = said.slice(said.indexOf(piece) + piece.length);
  }
});

const file = (lines: Record<number, string>) =>
  [
    'name: A',
    'about: B',
    'providers: [bland]',
    'direction: outbound',
    'person:',
    '  steps:',
    '    - say: Hello',
    '    - pause: 2s',
    'agent: {}',
    'expect:',
    '  outcome: completed',
    '  ended by: agent',
    '  answered by: human',
  ]
    .map((line, at) => lines[at + 1] ?? line)
    .join('\n');

test('a short file is enough', () => {
  const { person, agent } = parseScenario(file({}), 'a.yaml');
  expect(person.steps).toEqual([
    { do: 'say', text: 'Hello' },
    { do: 'pause', ms: 2_000 },
  ]);
  expect(agent.steps).toEqual([]);
});

test.for<[string, number, string, string]>([
  [
    'a length of time without its unit',
    8,
    '    - pause: "20"',
    'person.steps.1.for: "20" is no length of time',
  ],
  ['a step that nobody can take', 7, '    - shout: Hello', 'person.steps.0.is: '],
  ['keys that no telephone has', 7, '    - press: "1x"', 'person.steps.0.digits: keys are digits'],
  ['a field that is not known', 3, 'provider: [bland]', 'Unrecognized key: "provider"'],
  ['a field of a person that is not known', 6, '  stepps:', 'person: Unrecognized key: "stepps"'],
  ['an outcome that there is not', 11, '  outcome: fine', 'expect.outcome: Invalid option'],
  ['a time that is longer than a day', 8, `    - pause: ${'9'.repeat(400)}s`, 'person.steps.1.for: "999'],
  ['more than is said at one go', 7, `    - say: ${'word '.repeat(1_000)}`, 'person.steps.0.text: Too big'],
  ['what is no YAML', 9, 'agent: }', ''],
])('%s is named with its file and line', ([, line, text, message]) => {
  expect(() => parseScenario(file({ [line]: text }), 'a.yaml')).toThrow(
    expect.objectContaining({ message: expect.stringContaining(`a.yaml:${line}: ${message}`) }),
  );
});

test.each([
  ['aliases that multiply without end', 'a: &a [x,x,x,x,x,x,x,x,x]\n', 7],
  ['an alias of nothing', 'a: *b\n', 0],
])('%s are refused with the name of the file', (_what, text, times) => {
  const doubled = Array.from({ length: times }, (_, level) => {
    const [name, of] = [String.fromCharCode(98 + level), String.fromCharCode(97 + level)];
    return `${name}: &${name} [${Array(9).fill(`*${of}`).join()}]\n`;
  });
  expect(() => parseScenario(text + doubled.join(''), 'a.yaml')).toThrow(/^a\.yaml: /);
});

function keysOf({ events }: CallResult): string {
  return events
    .flatMap((event) => (event.type === 'dtmf' && event.who === 'person' ? [event.digit] : []))
    .join('');
}

function transferOf({ events }: CallResult): string | undefined {
  const answered = events.find((event) => event.type === 'transfer' && event.state === 'answered');
  return answered?.type === 'transfer' ? answered.to : undefined;
}
