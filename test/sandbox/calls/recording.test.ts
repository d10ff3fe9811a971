/** What is left of a call: a WAV file with both sides and the script, of real voices. */
import { afterAll, expect, test } from 'vitest';
import { createSpeech } from '../../../sandbox/speech/index.ts';
import type { Script } from '../../../sandbox/speech/script-chunk.ts';
import { channelOf, loudnessOf, parseRiff, type Riff } from '../speech/riff.ts';
import { callTo, human, network } from './scene.ts';

const speech = createSpeech();
afterAll(() => speech.close());

async function conversation(id = 'recorded') {
  const net = network(speech);
  const call = net.place(
    callTo(
      human(
        { do: 'say', text: 'Hello, who is there?' },
        { do: 'wait' },
        { do: 'say', text: 'Guten Tag, einen Termin bitte.', language: 'de' },
        { do: 'wait' },
        { do: 'hang up' },
      ),
      { id },
    ),
  );
  const result = await net.runAgent(call, {
    steps: [
      { do: 'wait' },
      { do: 'say', text: 'This is the clinic. How can I help?' },
      { do: 'wait' },
      { do: 'say', text: 'Gern.', language: 'de' },
    ],
  });
  return { call, result };
}

/** Where two lists of samples differ; -1 for nowhere. */
function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? a.findIndex((sample, at) => sample !== b[at]) : Math.min(a.length, b.length);
}

const scriptIn = (riff: Riff): Script => JSON.parse((riff.chunks.get('tlsc') ?? '').toString());

test('both channels hold sound where the script says so and near silence elsewhere', async () => {
  const { call, result } = await conversation();
  const riff = parseRiff(await call.record({ channels: ['agent', 'person'] }));
  const script = scriptIn(riff);
  expect(riff).toMatchObject({ format: 1, channels: 2, rate: 8_000, bits: 16 });
  expect(riff.data.length / 4 / 8).toBe(result.durationMs);
  expect(script).toMatchObject({ version: 1, durationMs: result.durationMs, channels: ['agent', 'person'] });
  expect(script.turns.map(({ who, channel, language, text }) => [who, channel, language, text])).toEqual([
    ['person', 1, 'en', 'Hello, who is there?'],
    ['agent', 0, 'en', 'This is the clinic. How can I help?'],
    ['person', 1, 'de', 'Guten Tag, einen Termin bitte.'],
    ['agent', 0, 'de', 'Gern.'],
  ]);
  for (const channel of [0, 1]) {
    const samples = channelOf(riff, channel);
    const silent = [...samples];
    for (const turn of script.turns.filter((each) => each.channel === channel)) {
      for (const { word, startMs, endMs } of turn.words) {
        expect(startMs, word).toBeGreaterThanOrEqual(turn.startMs);
        expect(endMs, word).toBeLessThanOrEqual(turn.endMs);
        expect(loudnessOf(samples.slice(startMs * 8, endMs * 8)), word).toBeGreaterThan(200);
      }
      silent.fill(0, turn.startMs * 8, turn.endMs * 8);
    }
    expect(loudnessOf(silent)).toBeLessThan(60);
    expect(loudnessOf(silent)).toBeGreaterThan(5);
  }
});

test('one side alone, and both mixed into one', async () => {
  const { call } = await conversation();
  const both = parseRiff(await call.record({ channels: ['person', 'agent'] }));
  const person = parseRiff(await call.record({ channels: ['person'] }));
  const mixed = parseRiff(await call.record());
  expect(firstDifference(channelOf(person, 0), channelOf(both, 0))).toBe(-1);
  expect(scriptIn(person).turns.map(({ who }) => who)).toEqual(['person', 'person']);
  const [one, other] = [channelOf(both, 0), channelOf(both, 1)];
  const sum = one.map((sample, at) => sample + (other[at] ?? 0));
  expect(firstDifference(channelOf(mixed, 0), sum)).toBe(-1);
  expect(scriptIn(mixed)).toMatchObject({
    channels: ['mixed'],
    turns: [{ channel: 0 }, { channel: 0 }, {}, {}],
  });
});

test('a part has its own times, and only its own words', async () => {
  const { call, result } = await conversation();
  const second = result.turns[1];
  const fromMs = (second?.words[2]?.startMs ?? 0) - 10;
  const part = parseRiff(
    await call.record({ fromMs, toMs: fromMs + 5_000_000, channels: ['agent', 'person'] }),
  );
  const script = scriptIn(part);
  expect(script.durationMs).toBe(result.durationMs - fromMs);
  expect(part.data.length / 4).toBe(Math.round(script.durationMs * 8));
  expect(script.turns[0]).toMatchObject({ who: 'agent', text: 'the clinic. How can I help?', startMs: 0 });
  expect(script.turns[0]?.words[0]).toMatchObject({ word: 'the', startMs: 10 });
  const whole = parseRiff(await call.record({ channels: ['agent'] }));
  expect(firstDifference(channelOf(part, 0), channelOf(whole, 0).slice(fromMs * 8))).toBe(-1);
});

test('the same call sounds the same, and another has other noise', async () => {
  const record = async (id: string) =>
    (await conversation(id)).call.record({ channels: ['agent', 'person'] });
  const first = await record('one');
  expect((await record('one')).equals(first)).toBe(true);
  expect((await record('two')).equals(first)).toBe(false);
});
