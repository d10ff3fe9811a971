import { expect, test } from 'vitest';
import { type Script, scriptChunk, scriptOf } from '../../../sandbox/speech/script-chunk.ts';
import { readWav, writeWav } from '../../../sandbox/speech/wav.ts';
import { parseRiff } from './riff.ts';

const script: Script = {
  version: 1,
  durationMs: 500,
  channels: ['agent', 'person'],
  turns: [
    {
      who: 'agent',
      channel: 0,
      text: 'Grüß Gott "Frau" Müller',
      language: 'de',
      startMs: 0,
      endMs: 400,
      words: [{ word: 'Grüß', startMs: 0, endMs: 100 }],
    },
  ],
};
const fileWith = (chunks: Parameters<typeof writeWav>[0]['chunks'] = []) =>
  writeWav({ channels: [new Int16Array(4_000)], chunks });

test('the script travels in the file as JSON', () => {
  const file = fileWith([scriptChunk(script)]);
  expect(JSON.parse((parseRiff(file).chunks.get('tlsc') ?? '').toString())).toEqual(script);
  expect(scriptOf(readWav(file))).toEqual(script);
});

test('a file without a script has none, and a broken script is no script', () => {
  expect(scriptOf(readWav(fileWith()))).toBeUndefined();
  const broken = fileWith([{ id: 'tlsc', data: Buffer.from('{"version":2}') }]);
  expect(() => scriptOf(readWav(broken))).toThrow();
});
