import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createSpeech } from '../../../sandbox/speech/index.ts';
import type { Language, VoiceName } from '../../../sandbox/speech/types.ts';
import { writeWav } from '../../../sandbox/speech/wav.ts';
import { channelOf, loudnessOf, parseRiff } from './riff.ts';

const dir = await mkdtemp(join(tmpdir(), 'trunkline-speech-'));
const speech = createSpeech();
afterAll(async () => {
  await speech.close();
  await rm(dir, { recursive: true, force: true });
});

const sentences: Record<Language, string> = {
  en: 'Good morning, how can I help you today?',
  de: 'Guten Morgen, wie kann ich Ihnen helfen?',
  es: 'Buenos días, ¿en qué puedo ayudarle?',
};

test.for<[VoiceName, Language]>([
  ['agent', 'en'],
  ['caller', 'en'],
  ['colleague', 'en'],
  ['agent', 'de'],
  ['caller', 'de'],
  ['caller', 'es'],
])('%s speaks %s: audible, of one length with its samples, word after word', async ([voice, language]) => {
  const text = sentences[language];
  const utterance = await speech.say(text, { voice, language });
  const riff = parseRiff(writeWav({ channels: [utterance.pcm] }));
  const samples = channelOf(riff, 0);
  expect(riff.rate).toBe(8_000);
  expect(samples.length / 8).toBe(utterance.durationMs);
  expect(utterance.durationMs).toBeGreaterThan(1_000);
  expect(utterance.durationMs).toBeLessThan(6_000);
  expect(loudnessOf(samples)).toBeGreaterThan(1_000);
  expect(utterance.words.map(({ word }) => word)).toEqual(text.split(' '));
  let passed = 0;
  for (const { word, startMs, endMs } of utterance.words) {
    expect(startMs).toBeGreaterThanOrEqual(passed);
    expect(endMs).toBeGreaterThan(startMs);
    expect(loudnessOf(samples.slice(startMs * 8, endMs * 8)), word).toBeGreaterThan(200);
    passed = endMs;
  }
  expect(passed).toBeLessThanOrEqual(utterance.durationMs);
});

test('nobody takes one voice for another: their pitch differs', async () => {
  const pitch = async (voice: VoiceName) => pitchOf((await speech.say(sentences.en, { voice })).pcm);
  const [caller, agent, colleague] = [await pitch('caller'), await pitch('agent'), await pitch('colleague')];
  expect(colleague / caller).toBeGreaterThan(1.2);
  expect(agent / colleague).toBeGreaterThan(1.2);
});

test('the same sentence is made once, also for those who ask meanwhile; another voice is another sentence', async () => {
  const [first, second] = await Promise.all([speech.say('One moment.'), speech.say('One moment.')]);
  expect(second.pcm).toBe(first.pcm);
  expect((await speech.say('One moment.')).pcm).toBe(first.pcm);
  const other = await speech.say('One moment.', { voice: 'caller' });
  expect([...other.pcm]).not.toEqual([...first.pcm]);
});

test('the process goes on while a sentence is made', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await speech.say('This sentence is long enough to keep a thread busy for quite a number of milliseconds.');
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});

test('says what looks like an option or a quotation, and nothing where there is nothing to say', async () => {
  for (const text of ['--version', '-f /etc/hostname', 'He said "no" & left; $HOME', "it's 10:30"]) {
    expect((await speech.say(text)).durationMs, text).toBeGreaterThan(300);
  }
  for (const text of ['', '   ', '…', '?!']) {
    expect(await speech.say(text), text).toMatchObject({ durationMs: 0, words: [] });
  }
});

test('no more is said at one go than some minutes', async () => {
  await expect(speech.say('a'.repeat(4_097))).rejects.toThrow(RangeError);
});

test('a folder keeps what was made, and what is broken in it is made anew', async () => {
  const make = async () => {
    const own = createSpeech({ cacheDir: dir });
    const { pcm } = await own.say('Kept.');
    await own.close();
    return [...pcm];
  };
  const made = await make();
  const [file = ''] = await readdir(dir);
  await writeFile(join(dir, file), writeWav({ channels: [Int16Array.of(1, 2, 3)] }));
  expect(await make()).toEqual([1, 2, 3]);
  await writeFile(join(dir, file), 'broken');
  expect(await make()).toEqual(made);
  expect(await readdir(dir)).toEqual([file]);
});

test('memory holds no more than it may: the longest unused is made again', async () => {
  const small = createSpeech({ maxMinutes: 1 / 60 });
  const first = await small.say('This takes more than a second to say.');
  expect((await small.say(first.text)).pcm).toBe(first.pcm);
  await small.say('And so does this, which drives the other out.');
  const again = await small.say(first.text);
  expect(again.pcm).not.toBe(first.pcm);
  expect([...again.pcm]).toEqual([...first.pcm]);
  await small.close();
});

test('what is closed says so, and what waits is told', async () => {
  const own = createSpeech();
  const waiting = own.say('This will not be heard by anybody.');
  await setImmediate();
  const refused = expect(waiting).rejects.toThrow('the speech synthesiser ended');
  await own.close();
  await refused;
  await expect(own.say('Nor this.')).rejects.toThrow('speech is closed');
});

test('a process that is done with everything else ends, closed or not', async () => {
  const url = new URL('../../../sandbox/speech/index.ts', import.meta.url).href;
  const code = `import { createSpeech } from ${JSON.stringify(url)}; await createSpeech().say('Done.');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'ignore' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

/** The median, over the louder stretches, of the shortest delay at which a voice is nearly the same again. */
function pitchOf(pcm: Int16Array): number {
  const parts = Array.from({ length: Math.floor(pcm.length / 400) - 1 }, (_, at) => [
    ...pcm.subarray(at * 400, at * 400 + 800),
  ]);
  const loudest = Math.max(...parts.map(loudnessOf));
  const found = parts.filter((part) => loudnessOf(part) > loudest / 4).map((part) => 8_000 / periodOf(part));
  return found.sort((a, b) => a - b)[found.length >> 1] ?? 0;
}

function periodOf(part: readonly number[]): number {
  const first = 25;
  const likeness = Array.from({ length: 100 }, (_, at) => {
    const later = part.slice(first + at);
    const product = later.reduce((sum, sample, index) => sum + sample * (part[index] ?? 0), 0);
    return product / (later.length * loudnessOf(later) * loudnessOf(part.slice(0, later.length)));
  });
  const best = Math.max(...likeness);
  const peak = likeness.findIndex(
    (like, at) => like > 0.85 * best && like >= (likeness[at - 1] ?? -1) && like >= (likeness[at + 1] ?? -1),
  );
  return first + peak;
}
