/** The rest of the API: lists, recordings, analysis, numbers, web agents. */
import { describe, expect, test } from 'vitest';
import { scriptOf } from '../../../../sandbox/speech/script-chunk.ts';
import { scriptOfMp3 } from '../../../../sandbox/speech/script-tag.ts';
import { readWav } from '../../../../sandbox/speech/wav.ts';
import { parseMpeg } from '../../speech/mpeg.ts';
import { bland, eventually, polite, webhookReceiver } from './helpers.ts';

const world = bland();

describe('lists', () => {
  test('by pages, filters, order and days', async () => {
    const key = 'lists';
    const busy = world.person({ ringing: { kind: 'busy' } });
    const ids: string[] = [];
    for (const body of [
      { phone_number: busy, batch_id: 'batch-1' },
      { phone_number: world.person(polite), from: '+14155550177' },
      { phone_number: busy },
    ]) {
      ids.push(await world.send(body, key));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const id of ids) await world.ended(id, key);
    const list = async (query: string, other = key) => {
      const { body } = await world.api('GET', `/v1/calls?${query}`, undefined, other);
      return {
        ...body,
        total_count: body.total_count,
        ids: (body.calls ?? []).map(({ call_id }) => call_id),
      };
    };
    const [first, second, third] = ids;
    expect(await list('')).toMatchObject({
      status: 'success',
      total_count: 3,
      count: 3,
      ids: [third, second, first],
    });
    expect((await list('ascending=true')).ids).toEqual(ids);
    expect(await list('ascending=true&limit=1')).toMatchObject({ total_count: 3, count: 1, ids: [first] });
    expect((await list('ascending=true&from=1&to=3')).ids).toEqual([second, third]);
    expect((await list(`to_number=${encodeURIComponent(busy)}`)).ids).toEqual([third, first]);
    expect((await list(`from_number=+14155550177`)).ids).toEqual([second]);
    expect((await list('batch_id=batch-1')).ids).toEqual([first]);
    expect((await list('answered_by=human')).ids).toEqual([second]);
    expect((await list('inbound=true')).ids).toEqual([]);
    expect((await list('completed=false')).ids).toEqual([]);
    expect((await list('duration_gt=0.001')).ids).toEqual([second]);
    expect((await list('duration_lt=0.001&ascending=true')).ids).toEqual([first, third]);
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    expect((await list(`start_date=${day(-1)}&end_date=${day(1)}`)).total_count).toBe(3);
    expect((await list(`start_date=${day(1)}`)).ids).toEqual([]);
    expect((await list(`end_date=${day(-1)}`)).ids).toEqual([]);
    const calls = (await list('')).calls;
    expect((await list(`start_date=${encodeURIComponent(String(calls[1]?.created_at))}`)).ids).toEqual([
      third,
      second,
    ]);
    expect(calls[0]).not.toHaveProperty('transcripts');
    expect((await list('', 'nobody')).total_count).toBe(0);
    expect((await world.api('GET', '/v1/calls?limit=many', undefined, key)).status).toBe(400);
  });

  test('a day is a day of the time zone that was asked for', async () => {
    const key = 'days';
    const id = await world.send({ phone_number: world.person({ ringing: { kind: 'busy' } }) }, key);
    const { created_at } = await world.ended(id, key);
    const zone = 'Pacific/Kiritimati';
    const there = new Intl.DateTimeFormat('sv', { timeZone: zone }).format(Date.parse(String(created_at)));
    const before = new Date(Date.parse(there) - 86_400_000).toISOString().slice(0, 10);
    const count = async (day: string) => {
      const { body } = await world.api('GET', `/v1/calls?created_at=${day}&timezone=${zone}`, undefined, key);
      return body.count;
    };
    expect([await count(there), await count(before)]).toEqual([1, 0]);
  });
});

describe('recordings', () => {
  test('both sides on one channel or on two, with what was said', async () => {
    const id = await world.send({ phone_number: world.person(polite), record: true });
    const details = await world.ended(id);
    const get = (query: string, headers = {}) =>
      world.api('GET', `/v1/recordings/${id}${query}`, undefined, 'key', headers);
    const [mono, stereo] = [await get(''), await get('?RequestedChannels=2')];
    expect([mono.status, mono.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    const [one, two] = [readWav(mono.bytes), readWav(stereo.bytes)];
    expect([one.channels.length, two.channels.length]).toEqual([1, 2]);
    const seconds = (one.channels[0]?.length ?? 0) / one.sampleRate;
    expect(Math.abs(seconds - Number(details.call_length) * 60)).toBeLessThan(0.1);
    const loud = (pcm: Int16Array | undefined) =>
      (pcm ?? new Int16Array()).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(Math.min(loud(two.channels[0]), loud(two.channels[1]))).toBeGreaterThan(2_000);
  });

  test('as MP3 to whoever names that as the content type, as long and with the same words', async () => {
    const id = await world.send({ phone_number: world.person(polite), record: true });
    await world.ended(id);
    const path = `/v1/recordings/${id}`;
    for (const query of ['', '?RequestedChannels=2']) {
      const get = (headers = {}) => world.api('GET', path + query, undefined, 'key', headers);
      const mp3 = await get({ 'content-type': 'audio/mpeg' });
      expect([mp3.status, mp3.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
      const wav = readWav((await get()).bytes);
      const { frames, durationMs } = parseMpeg(mp3.bytes);
      const wavMs = ((wav.channels[0]?.length ?? 0) * 1_000) / wav.sampleRate;
      expect(Math.abs(durationMs - wavMs)).toBeLessThan(0.05 * wavMs);
      expect(frames[0]).toMatchObject({ kilobitsPerSec: 32, channels: wav.channels.length });
      expect(scriptOfMp3(mp3.bytes)).toEqual(scriptOf(wav));
      expect(scriptOf(wav)?.turns.length).toBeGreaterThan(2);
    }
  });

  test('only with a key of the account, unless they are public', async () => {
    const id = await world.send({ phone_number: world.person(polite), record: true });
    await world.ended(id);
    const path = `/bland/v1/recordings/${id}`;
    expect(await world.request('GET', path)).toMatchObject({
      status: 401,
      body: { data: null, errors: [{ error: 'AUTHORIZATION_REQUIRED' }] },
    });
    expect((await world.api('GET', `/v1/recordings/${id}`, undefined, 'other')).status).toBe(404);
    await world.control('PATCH', '/settings', { recordingLifespanDays: 30 });
    expect((await world.request('GET', path)).status).toBe(200);
    await world.control('PATCH', '/settings', { recordingLifespanDays: 0 });
  });

  test('not of a call that was not recorded, nor before they are ready', async () => {
    const unrecorded = await world.send({ phone_number: world.person(polite) });
    const notFound = { status: 404, body: { data: null, errors: [{ error: 'CALL_RECORDING_NOT_FOUND' }] } };
    expect(await world.ended(unrecorded)).toMatchObject({ recording_url: null });
    expect(await world.api('GET', `/v1/recordings/${unrecorded}`)).toMatchObject(notFound);
    await world.control('PATCH', '/settings', { recordingDelaySec: 600 });
    const late = await world.send({ phone_number: world.person(polite), record: true });
    await world.ended(late);
    expect(await world.api('GET', `/v1/recordings/${late}`)).toMatchObject(notFound);
    await world.control('PATCH', '/settings', { recordingDelaySec: 0 });
    expect((await world.api('GET', `/v1/recordings/${late}`)).status).toBe(200);
  });
});

test('an analysis answers what is known, and null to the rest; a corrected transcript has times', async () => {
  const phone_number = world.person(polite);
  await world.control('PUT', `/plays/${phone_number}`, { facts: { answers: { 'Was it fine?': true } } });
  const id = await world.send({ phone_number });
  await world.ended(id);
  const { body } = await world.api('POST', `/v1/calls/${id}/analyze`, {
    goal: 'To know.',
    questions: [
      ['Who answered the call?', 'human or voicemail'],
      ['Was it fine?', 'boolean'],
      ['What is the answer?', 'number'],
    ],
  });
  expect(body).toMatchObject({
    status: 'success',
    answers: ['human', true, null],
    credits_used: expect.any(Number),
  });
  expect((await world.api('POST', `/v1/calls/${id}/analyze`, { questions: 7 })).status).toBe(400);
  const corrected = (await world.api('GET', `/v1/calls/${id}/correct`)).body.corrected as {
    start: number;
    end: number;
  }[];
  expect(corrected.length).toBeGreaterThan(1);
  for (const { start, end } of corrected) expect(end).toBeGreaterThan(start);
});

describe('numbers', () => {
  test('bought, told what to do, called, and given back', async () => {
    const hook = await webhookReceiver();
    const key = 'numbers';
    const bought = await world.api('POST', '/numbers/purchase', { area_code: '628' }, key);
    const number = String(bought.body.phone_number);
    expect(number).toMatch(/^\+162855501\d\d$/);
    const path = `/v1/inbound/${encodeURIComponent(number)}`;
    const settings = {
      prompt: 'Take messages.',
      first_sentence: 'Ada speaking.',
      webhook: hook.url,
      metadata: { a: 1 },
    };
    expect((await world.api('POST', path, settings, key)).body).toMatchObject({
      status: 'success',
      updates: settings,
    });
    expect((await world.api('GET', `/v1/inbound/${number.slice(2)}`, undefined, key)).body).toMatchObject({
      phone_number: number,
      ...settings,
    });
    expect((await world.api('GET', '/v1/inbound', undefined, key)).body).toMatchObject({
      inbound_numbers: [{ phone_number: number }],
    });
    expect((await world.api('GET', path, undefined, 'other')).status).toBe(404);

    const from = world.number();
    const call = await world.control('POST', '/calls', {
      from,
      to: number,
      // Whoever spoke at once would speak in between.
      person: { steps: [{ wait: '10m' }, 'hang up'] },
    });
    expect(call.status).toBe(201);
    const [told] = await eventually(() => (hook.postCalls().length > 0 ? hook.postCalls() : undefined));
    expect(told).toMatchObject({
      call_id: call.body.call_id,
      inbound: true,
      from,
      to: number,
      metadata: { a: 1 },
    });
    expect(told?.transcripts.map(({ text }) => text)).toContain('Ada speaking.');

    expect((await world.api('POST', `${path}/delete`, undefined, key)).body).toMatchObject({
      status: 'success',
    });
    expect((await world.api('GET', path, undefined, key)).status).toBe(404);
    expect((await world.control('POST', '/calls', { from, to: number })).status).toBe(404);
  });

  test("brought from one's own account: only its key may touch them", async () => {
    const key = 'byot';
    const account = { account_sid: 'AC1', auth_token: 'token' };
    const encrypted_key = String((await world.api('POST', '/v1/accounts', account, key)).body.encrypted_key);
    const own = [world.number(), world.number()];
    const insert = (headers: Record<string, string>, as = key) =>
      world.api('POST', '/v1/inbound/insert', { numbers: own }, as, headers);
    expect((await insert({})).status).toBe(400);
    expect((await insert({ encrypted_key })).body).toMatchObject({ status: 'success', inserted: own });
    expect((await insert({ encrypted_key }, 'another')).body).toMatchObject({ inserted: [] });
    const path = `/v1/inbound/${own[0]}`;
    expect((await world.api('POST', path, { prompt: 'x' }, key)).status).toBe(400);
    expect((await world.api('POST', path, { prompt: 'x' }, key, { encrypted_key })).status).toBe(200);
    expect((await world.api('POST', `${path}/delete`, undefined, key)).status).toBe(400);
    expect((await world.api('POST', `${path}/delete`, undefined, key, { encrypted_key })).status).toBe(200);
  });
});

test('web agents: made, changed, opened by a token each time, deleted', async () => {
  const made = await world.api('POST', '/v1/agents', { prompt: 'Be kind.' });
  const { agent_id } = made.body.agent as { agent_id: string };
  expect((await world.api('POST', '/v1/agents', {})).status).toBe(400);
  expect((await world.api('POST', `/v1/agents/${agent_id}`, { model: 'turbo' })).body).toMatchObject({
    status: 'success',
    updates: { model: 'turbo' },
  });
  expect((await world.api('GET', '/v1/agents')).body).toMatchObject({
    agents: [{ agent_id, prompt: 'Be kind.', model: 'turbo' }],
  });
  const tokens = await Promise.all(
    [1, 2].map(() => world.api('POST', `/v1/agents/${agent_id}/authorize`, {})),
  );
  expect(new Set(tokens.map(({ body }) => body.token)).size).toBe(2);
  expect((await world.api('POST', `/v1/agents/${agent_id}/delete`)).body).toMatchObject({
    status: 'success',
  });
  expect((await world.api('POST', `/v1/agents/${agent_id}/authorize`, {})).status).toBe(404);
});

test('an account says that it lives', async () => {
  expect((await world.api('GET', '/v1/me')).body).toMatchObject({
    status: 'active',
    billing: { current_balance: 1_000 },
  });
});

test('settings that are none are refused, and told', async () => {
  const answer = await world.control('PATCH', '/settings', { callLength: 'hours' });
  expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining('callLength') } });
  expect((await world.control('PATCH', '/settings', { nothing: 1 })).status).toBe(400);
});
