import { expect, test } from 'vitest';
import type { Call, Frame, MediaStream, PersonStep, StreamOptions } from '../../../sandbox/calls/types.ts';
import { decodeMulaw, encodeMulaw } from '../../../sandbox/speech/mulaw.ts';
import { loudnessOf } from '../speech/riff.ts';
import { callTo, human, network, tones } from './scene.ts';

interface Streamed {
  call: Call;
  stream: MediaStream;
  frames: Frame[];
  /** What came back, and when. */
  news: string[];
}

function streamed(steps: PersonStep[], options: Partial<StreamOptions> = {}): Streamed {
  const call = network().place(callTo(human(...steps), { direction: 'inbound' }));
  call.agent.answer();
  const frames: Frame[] = [];
  const news: string[] = [];
  const note = (what: string) => news.push(`${call.elapsedMs()} ${what}`);
  const stream = call.openStream({
    sides: ['person'],
    onFrame: (frame) => frames.push(frame),
    onMark: note,
    onDtmf: (digit) => note(`key ${digit}`),
    onEnd: () => note('end'),
    ...options,
  });
  return { call, stream, frames, news };
}

const speech = async (letters: number) => encodeMulaw((await tones.say('a'.repeat(letters))).pcm);
const isLoud = ({ payload }: Frame) => loudnessOf([...decodeMulaw(payload)]) > 1_000;

test('sends fifty frames a second of 160 bytes, loud where the person speaks', async () => {
  const { call, frames, news } = streamed([
    { do: 'pause', ms: 400 },
    { do: 'say', text: 'twelve chars' },
    { do: 'pause', ms: 1_000 },
    { do: 'hang up' },
  ]);
  await call.ended;
  expect(frames).toHaveLength(100);
  expect(frames.every(({ payload }) => payload.length === 160)).toBe(true);
  expect(frames.map(({ chunk }) => chunk)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  expect(frames.map(({ timestampMs }) => timestampMs)).toEqual(
    Array.from({ length: 100 }, (_, at) => at * 20),
  );
  expect(frames.filter(isLoud).map(({ chunk }) => chunk)).toEqual(
    Array.from({ length: 30 }, (_, at) => at + 21),
  );
  expect(news).toEqual(['2000 end']);
});

test('plays what is pushed in turn, and a mark comes back when all before it was heard', async () => {
  const { call, stream, frames, news } = streamed([{ do: 'pause', ms: 1_500 }, { do: 'hang up' }], {
    sides: ['person', 'agent'],
  });
  const half = await speech(6);
  stream.push(half.subarray(0, 1_000));
  stream.push(half.subarray(1_000));
  stream.mark('first');
  stream.push(await speech(8));
  stream.mark('second');
  stream.mark('third');
  await call.ended;
  expect(news).toEqual(['300 first', '700 second', '700 third', '1500 end']);
  const agent = frames.filter(({ side }) => side === 'agent');
  expect(agent.filter(isLoud)).toHaveLength(35);
  expect(agent.slice(0, 35).every(isLoud)).toBe(true);
});

test('a mark with nothing before it comes back at once', async () => {
  const { call, stream, news } = streamed([{ do: 'pause', ms: 500 }, { do: 'hang up' }]);
  await call.clock.sleep(205);
  stream.mark('idle');
  await call.ended;
  expect(news).toEqual(['220 idle', '500 end']);
});

test('a clear cuts what is playing and gives every mark back at once, in order', async () => {
  const { call, stream, frames, news } = streamed([{ do: 'pause', ms: 2_000 }, { do: 'hang up' }], {
    sides: ['agent'],
  });
  stream.push(await speech(20));
  stream.mark('one');
  stream.push(await speech(4));
  stream.mark('two');
  await call.clock.sleep(300);
  stream.clear();
  expect(news).toEqual(['300 one', '300 two']);
  await call.clock.sleep(500);
  stream.push(await speech(4));
  stream.mark('after');
  await call.ended;
  expect(news.slice(2)).toEqual(['1000 after', '2000 end']);
  const loud = frames.filter(isLoud).map(({ timestampMs }) => timestampMs);
  expect(loud).toEqual(
    [...Array(15).keys()].map((at) => at * 20).concat([...Array(10).keys()].map((at) => 800 + at * 20)),
  );
});

test('the person hears when the agent speaks and when it has finished, from the audio alone', async () => {
  const { call, stream, news } = streamed([
    { do: 'wait' },
    { do: 'say', text: 'I heard you' },
    { do: 'press', digits: '5' },
    { do: 'hang up' },
  ]);
  stream.push(new Uint8Array(800).fill(0xff));
  stream.push(await speech(10));
  stream.push(new Uint8Array(1_600).fill(0xff));
  stream.push(await speech(6));
  const result = await call.ended;
  // 100 ms of silence, 500 of speech, 200 too short for a pause, 300 of speech; then 700 ms until the person answers.
  expect(result.turns.map(({ who, text, startMs, endMs }) => [who, text, startMs, endMs])).toEqual([
    ['agent', '', 100, 1_100],
    ['person', 'I heard you', 1_800, 2_350],
  ]);
  expect(news).toEqual(['2350 key 5', '2510 end']);
});

test('a stream that is closed sends nothing any more, takes nothing any more, and the call goes on', async () => {
  const { call, stream, frames, news } = streamed([{ do: 'pause', ms: 1_000 }, { do: 'hang up' }]);
  await call.clock.sleep(100);
  stream.close();
  stream.push(await speech(5));
  stream.mark('never');
  stream.close();
  await call.ended;
  expect(frames).toHaveLength(5);
  expect(news).toEqual(['100 end']);
  expect(call.turns).toEqual([]);
});

test('a stream needs somebody on the line', async () => {
  const call = network().place(callTo(human()));
  expect(() => call.openStream({ sides: [], onFrame: () => {} })).toThrow('answered and has not ended');
});
