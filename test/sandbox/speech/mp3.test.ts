import { expect, test } from 'vitest';
import { mp3Of } from '../../../sandbox/speech/mp3.ts';
import { type Script, scriptChunk } from '../../../sandbox/speech/script-chunk.ts';
import { scriptOfMp3 } from '../../../sandbox/speech/script-tag.ts';
import { sampleRate } from '../../../sandbox/speech/types.ts';
import { writeWav } from '../../../sandbox/speech/wav.ts';
import { parseMpeg, synchsafe } from './mpeg.ts';

const tone = (seconds: number, hertz = 440) =>
  Int16Array.from(
    { length: seconds * sampleRate },
    (_, index) => 8_000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );
const silence = (seconds: number) => new Int16Array(seconds * sampleRate);
const joined = (...parts: Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));
const script = (words: string): Script => ({
  version: 1,
  durationMs: 500,
  channels: ['person'],
  turns: [{ who: 'person', channel: 0, text: words, startMs: 0, endMs: 400, words: [] }],
});

async function mp3From(channels: Int16Array[], chunks: Parameters<typeof writeWav>[0]['chunks'] = []) {
  const file = await mp3Of(async () => writeWav({ channels, chunks }));
  if (file === undefined) throw new Error('there is no file');
  return file;
}

test.each([1, 2])(
  '%i channel(s): every frame says what it is, and together they last as long',
  async (count) => {
    for (const seconds of [0.5, 7.3, 31]) {
      const channels = Array.from({ length: count }, (_, channel) => tone(seconds, 300 + 400 * channel));
      const { frames, durationMs } = parseMpeg(await mp3From(channels));
      expect(new Set(frames.map(({ bits, ...header }) => JSON.stringify(header)))).toEqual(
        new Set([JSON.stringify({ version: '2', kilobitsPerSec: 32, rate: 16_000, channels: count })]),
      );
      // An encoder begins and ends with a little silence: it looks back and ahead.
      expect(durationMs).toBeGreaterThanOrEqual(seconds * 1_000);
      expect(durationMs).toBeLessThan(seconds * 1_050 + 150);
    }
  },
);

test('sound is where it was, and nothing is where nothing was', async () => {
  const second = Math.round(1_000 / 36);
  const { frames } = parseMpeg(await mp3From([joined(tone(2), silence(2), tone(2))]));
  const bits = frames.map(({ bits: [own = 0] }) => own);
  const loud = [...bits.slice(second / 2, second), ...bits.slice(4.5 * second, 5 * second)];
  const still = bits.slice(2.5 * second, 3.5 * second);
  expect(Math.min(...loud)).toBeGreaterThan(200);
  expect(Math.max(...still)).toBeLessThan(50);
});

test('the script travels in a private frame of an ID3v2.4 tag', async () => {
  // Longer than seven and than fourteen bits can say.
  for (const words of ['Grüß Gott', 'Ja. '.repeat(100), 'Nein. '.repeat(5_000)]) {
    const file = await mp3From([tone(0.5)], [scriptChunk(script(words))]);
    const { tag, frames } = parseMpeg(file);
    expect(tag.subarray(0, 6)).toEqual(Buffer.from([0x49, 0x44, 0x33, 4, 0, 0]));
    expect(tag.toString('latin1', 10, 14)).toBe('PRIV');
    expect(synchsafe(tag.subarray(14, 18))).toBe(tag.length - 20);
    expect(tag.toString('latin1', 20, 25)).toBe('tlsc\0');
    expect(JSON.parse(tag.toString('utf8', 25))).toEqual(script(words));
    expect(scriptOfMp3(file)).toEqual(script(words));
    expect(frames.length).toBeGreaterThan(10);
  }
});

test('a file without a script has no tag, and a broken script is no script', async () => {
  const without = await mp3From([tone(0.5)]);
  expect(parseMpeg(without).tag).toHaveLength(0);
  expect(scriptOfMp3(without)).toBeUndefined();
  const broken = await mp3From([tone(0.5)], [{ id: 'tlsc', data: Buffer.from('{"version":2}') }]);
  expect(() => scriptOfMp3(broken)).toThrow();
});

test('a tag of others is read over: its frames, and a frame that says it is longer than the tag', () => {
  const frame = (id: string, content: string, size = content.length) =>
    Buffer.concat([Buffer.from(id), Buffer.from([0, 0, 0, size, 0, 0]), Buffer.from(content)]);
  const tagOf = (...frames: Buffer[]) => {
    const body = Buffer.concat(frames);
    return Buffer.concat([
      Buffer.from('ID3\x04\0\0'),
      Buffer.from([0, 0, body.length >> 7, body.length & 127]),
      body,
    ]);
  };
  const own = frame('PRIV', `tlsc\0${JSON.stringify({ ...script(''), turns: [] })}`);
  expect(scriptOfMp3(tagOf(frame('TIT2', '\x03A call'), frame('PRIV', 'other\0x'), own))).toMatchObject({
    durationMs: 500,
  });
  expect(scriptOfMp3(tagOf(frame('TIT2', 'x', 127)))).toBeUndefined();
  expect(scriptOfMp3(tagOf())).toBeUndefined();
});

test('many at once do not mix, and one that fails spoils no other', async () => {
  const files = await Promise.allSettled([
    ...[1, 2, 3].map((seconds) => mp3From([tone(seconds)], [scriptChunk(script(`${seconds}`))])),
    mp3Of(async () => Buffer.from('no WAV file')),
    mp3Of(async () => undefined),
    mp3From([silence(0)]),
    mp3From([tone(1), tone(1)]),
  ]);
  const read = files.map((file) => {
    if (file.status === 'rejected') return 'failed';
    if (file.value === undefined) return 'none';
    const { frames, durationMs } = parseMpeg(file.value);
    return [frames[0]?.channels, Math.round(durationMs / 500) / 2, scriptOfMp3(file.value)?.turns[0]?.text];
  });
  expect(read).toEqual([
    [1, 1, '1'],
    [1, 2, '2'],
    [1, 3, '3'],
    'failed',
    'none',
    [1, 0, undefined],
    [2, 1, undefined],
  ]);
});
