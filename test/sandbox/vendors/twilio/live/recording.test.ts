/** Recordings: made in every way there is, told of, fetched with the script inside, deleted. */
import { describe, expect, test } from 'vitest';
import type { Person } from '../../../../../sandbox/calls/types.ts';
import { scriptOf } from '../../../../../sandbox/speech/script-chunk.ts';
import { scriptOfMp3 } from '../../../../../sandbox/speech/script-tag.ts';
import { readWav } from '../../../../../sandbox/speech/wav.ts';
import { customer, firstAccount, ours, poll, theirs, twilioForTest } from '../../../helpers/twilio.ts';
import { parseMpeg } from '../../../speech/mpeg.ts';

const basic = `Basic ${Buffer.from(`${firstAccount.sid}:${firstAccount.authToken}`).toString('base64')}`;
const fetched = (url: string, authorization = basic) => fetch(url, { headers: { authorization } });
const speaker: Person = {
  ringing: { kind: 'answers', afterMs: 1_000 },
  steps: [
    { do: 'wait', says: 'welcome', timeoutMs: 600_000 },
    { do: 'say', text: 'I am calling about my order' },
    { do: 'press', digits: '#' },
    { do: 'wait', says: 'goodbye', timeoutMs: 600_000 },
    { do: 'pause', ms: 60_000 },
  ],
};
const talk = '<Say>Welcome</Say><Gather timeout="300" finishOnKey="" numDigits="1" action="/bye"/><Hangup/>';
const events = ['in-progress', 'completed', 'absent'];

async function recorded(more: object, twiml = talk, settings: object = {}) {
  const server = await customer({ '/voice': twiml, '/kept': '<Hangup/>', '/bye': '<Say>Goodbye</Say>' });
  const on = await twilioForTest();
  await on.number();
  await on.settings(settings);
  on.person(theirs, speaker);
  const { sid } = await on.client.calls.create({
    to: theirs,
    from: ours,
    url: `${server.url}/voice`,
    statusCallback: `${server.url}/status`,
    ...more,
  });
  return { ...on, server, sid };
}

const loudest = (pcm: Int16Array) => pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

async function wavOf(url: string) {
  const response = await fetched(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/x-wav']);
  const wav = readWav(new Uint8Array(await response.arrayBuffer()));
  return { ...wav, seconds: (wav.channels[0]?.length ?? 0) / wav.sampleRate, script: scriptOf(wav) };
}

describe('a whole call', () => {
  const asked = (url: string) => ({
    record: true,
    recordingChannels: 'dual',
    recordingStatusCallback: `${url}/rec`,
    recordingStatusCallbackEvent: events,
  });

  test('is recorded on two channels, told of, and fetched', async () => {
    const server = await customer({ '/voice': talk, '/bye': '<Say>Goodbye</Say>' });
    const on = await twilioForTest();
    await on.number();
    on.person(theirs, speaker);
    const { sid } = await on.client.calls.create({
      to: theirs,
      from: ours,
      url: `${server.url}/voice`,
      statusCallback: `${server.url}/status`,
      ...asked(server.url),
    });
    await expect.poll(() => server.at('/rec').length, poll).toBe(2);
    const [begun, told] = server.fields('/rec');
    expect(begun).toMatchObject({ RecordingStatus: 'in-progress', CallSid: sid, RecordingChannels: '2' });
    expect(begun).not.toHaveProperty('RecordingDuration');
    const { duration } = await on.client.calls(sid).fetch();
    expect(told).toMatchObject({
      RecordingStatus: 'completed',
      RecordingSource: 'OutboundAPI',
      RecordingTrack: 'both',
      AccountSid: firstAccount.sid,
    });
    // Both are rounded to seconds, each for itself.
    expect(Math.abs(Number(told?.RecordingDuration) - Number(duration))).toBeLessThanOrEqual(1);
    expect(server.fields('/status')).toMatchObject([
      {
        RecordingSid: told?.RecordingSid,
        RecordingUrl: told?.RecordingUrl,
        RecordingDuration: told?.RecordingDuration,
      },
    ]);

    const url = String(told?.RecordingUrl);
    const dual = await wavOf(`${url}.wav`);
    expect(dual.channels).toHaveLength(2);
    expect(dual.script?.channels).toEqual(['person', 'agent']);
    expect(Math.abs(dual.seconds - Number(told?.RecordingDuration))).toBeLessThanOrEqual(0.6);
    expect(dual.script?.turns.map(({ who, channel, text }) => [who, channel, text])).toEqual([
      ['agent', 1, 'Welcome'],
      ['person', 0, 'I am calling about my order'],
      ['agent', 1, 'Goodbye'],
    ]);
    for (const channel of dual.channels) expect(loudest(channel)).toBeGreaterThan(2_000);
    expect((await wavOf(`${url}?RequestedChannels=1`)).channels).toHaveLength(1);
    expect((await wavOf(`${url}.wav?RequestedChannels=2`)).channels).toHaveLength(2);
    expect(server.unsigned).toEqual([]);
  });

  test('on one channel, of which two can be had', async () => {
    const { client, sid, ended } = await recorded({ record: true });
    await ended(sid);
    await expect
      .poll(async () => (await client.recordings.list()).map(({ status }) => status), poll)
      .toEqual(['completed']);
    const [recording] = await client.recordings.list({ callSid: sid });
    expect(recording).toMatchObject({ channels: 1, source: 'OutboundAPI' });
    expect((await wavOf(String(recording?.mediaUrl))).channels).toHaveLength(1);
    expect((await wavOf(`${recording?.mediaUrl}?RequestedChannels=2`)).channels).toHaveLength(2);
  });
});

describe('a recording', () => {
  async function kept() {
    const on = await recorded({ record: true });
    await on.ended(on.sid);
    await expect.poll(async () => (await on.client.recordings.list())[0]?.status, poll).toBe('completed');
    const [recording] = await on.client.recordings.list();
    if (recording === undefined) throw new Error('nothing was recorded');
    return { ...on, recording };
  }

  test('is fetched by those who may', async () => {
    const { recording } = await kept();
    const wrong = `Basic ${Buffer.from(`${firstAccount.sid}:wrong`).toString('base64')}`;
    const refused = await fetched(recording.mediaUrl, wrong);
    expect([refused.status, await refused.json()]).toMatchObject([401, { code: 20003 }]);
    expect((await fetch(recording.mediaUrl)).status).toBe(401);
  });

  test('is an MP3 where its address ends so, as long as the WAV and with the same words', async () => {
    const { recording } = await kept();
    for (const channels of [1, 2]) {
      const query = `?RequestedChannels=${channels}`;
      const answer = await fetched(`${recording.mediaUrl}.mp3${query}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
      const mp3 = Buffer.from(await answer.arrayBuffer());
      const wav = await wavOf(`${recording.mediaUrl}.wav${query}`);
      const { frames, durationMs } = parseMpeg(mp3);
      const wavMs = ((wav.channels[0]?.length ?? 0) * 1_000) / wav.sampleRate;
      expect(Math.abs(durationMs - wavMs)).toBeLessThan(0.05 * wavMs + 100);
      expect(frames[0]).toMatchObject({ kilobitsPerSec: 32, channels });
      expect(scriptOfMp3(mp3)).toEqual(wav.script);
    }
    expect((await fetched(`${recording.mediaUrl}?RequestedChannels=3`)).status).toBe(400);
    expect((await fetched(`${recording.mediaUrl}.mp3?RequestedChannels=3`)).status).toBe(400);
  });

  test('is shown by its call, and gone once it is deleted', async () => {
    const { recording, client, sid } = await kept();
    expect(await client.calls(sid).recordings.list()).toMatchObject([{ sid: recording.sid, track: 'both' }]);
    expect(await client.calls(sid).recordings(recording.sid).fetch()).toMatchObject({ status: 'completed' });
    expect(await client.recordings(recording.sid).remove()).toBe(true);
    await expect(client.recordings(recording.sid).fetch()).rejects.toMatchObject({ code: 20404 });
    expect((await fetched(recording.mediaUrl)).status).toBe(404);
    expect(await client.calls(sid).recordings.list()).toEqual([]);
  });
});

describe('a call that is on', () => {
  test('is recorded in parts: started, paused, resumed, stopped', async () => {
    const { client, sid, server } = await recorded({}, '<Pause length="600"/>');
    await expect.poll(() => server.at('/voice').length, poll).toBe(1);
    const live = client.calls(sid).recordings;
    const started = await live.create({
      recordingChannels: 'dual',
      recordingStatusCallback: `${server.url}/rec`,
      recordingStatusCallbackEvent: events,
    });
    expect(started).toMatchObject({ status: 'in-progress', channels: 2, source: 'StartCallRecordingAPI' });
    await expect(client.recordings(started.sid).remove()).rejects.toMatchObject({ code: 20409 });
    const current = live('Twilio.CURRENT');
    expect(await current.update({ status: 'paused', pauseBehavior: 'skip' })).toMatchObject({
      status: 'paused',
    });
    expect(await current.update({ status: 'in-progress' })).toMatchObject({ status: 'in-progress' });
    expect(await current.update({ status: 'paused' })).toMatchObject({ status: 'paused' });
    expect(await current.update({ status: 'stopped' })).toMatchObject({ sid: started.sid });
    await expect(current.update({ status: 'stopped' })).rejects.toMatchObject({ code: 20404 });
    await expect.poll(() => server.at('/rec').length, poll).toBe(2);
    const told = server.fields('/rec').at(-1);
    expect(told?.RecordingStatus).toBe('completed');
    const { seconds, channels } = await wavOf(String(told?.RecordingUrl));
    expect(channels).toHaveLength(2);
    expect(Math.abs(seconds - Number(told?.RecordingDuration))).toBeLessThanOrEqual(1);
    await client.calls(sid).update({ status: 'completed' });
  });

  test('only while it is on', async () => {
    const { client, sid, ended } = await recorded({});
    await ended(sid);
    await expect(client.calls(sid).recordings.create()).rejects.toMatchObject({ code: 21220 });
  });
});

describe('by TwiML', () => {
  test('a message is kept, of the caller alone', async () => {
    const { server, client, sid, ended } = await recorded(
      {},
      '<Say>Welcome</Say><Record action="/kept" timeout="300" finishOnKey="#" playBeep="false" recordingStatusCallback="/rec"/>',
    );
    await ended(sid);
    await expect.poll(() => server.at('/rec').length, poll).toBe(1);
    const [told] = server.fields('/rec');
    await expect
      .poll(() => server.fields('/kept'), poll)
      .toMatchObject([
        {
          RecordingSid: told?.RecordingSid,
          RecordingUrl: told?.RecordingUrl,
          RecordingDuration: told?.RecordingDuration,
        },
      ]);
    expect(told).toMatchObject({ RecordingSource: 'RecordVerb', RecordingChannels: '1' });
    const { script, seconds } = await wavOf(String(told?.RecordingUrl));
    expect(script?.turns.map(({ text }) => text)).toEqual(['I am calling about my order']);
    expect(Math.abs(seconds - Number(told?.RecordingDuration))).toBeLessThanOrEqual(1);
    const dual = await fetched(`${told?.RecordingUrl}?RequestedChannels=2`);
    expect(dual.status).toBe(400);
    expect(await client.recordings.list()).toHaveLength(1);
  });

  test('of silence there is none, and that is told', async () => {
    const server = await customer({
      '/voice':
        '<Record timeout="1" playBeep="false" recordingStatusCallback="/rec" recordingStatusCallbackEvent="completed absent"/>',
    });
    const on = await twilioForTest();
    await on.number({ voiceUrl: `${server.url}/voice` });
    const sid = await on.calledBy({ steps: [], patienceMs: 60_000 });
    await on.ended(sid);
    await expect.poll(() => server.fields('/rec'), poll).toMatchObject([{ RecordingStatus: 'absent' }]);
    expect(server.at('/voice')).toHaveLength(1);
  });

  test('the whole call from <Start> on', async () => {
    const { server, sid, ended } = await recorded(
      {},
      `<Start><Recording recordingStatusCallback="/rec"/></Start>${talk}`,
    );
    const { duration } = await ended(sid);
    await expect
      .poll(() => server.fields('/rec'), poll)
      .toMatchObject([{ RecordingStatus: 'completed', RecordingChannels: '2' }]);
    // It begins a moment after the answer.
    const kept = Number(server.fields('/rec')[0]?.RecordingDuration);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(Number(duration) + 1);
  });

  test('late, where that is set', async () => {
    const on = await recorded(
      { record: true, recordingStatusCallback: 'http://127.0.0.1:1/rec' },
      '<Pause/>',
      { recordingDelayMs: 3_600_000 },
    );
    await on.ended(on.sid);
    expect(await on.client.recordings.list()).toMatchObject([{ status: 'processing' }]);
  });
});
