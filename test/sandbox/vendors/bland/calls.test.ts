/** What becomes of a call, by who is called and what they do. */
import { describe, expect, test } from 'vitest';
import { bland, courteous, eventually, isSigned, patiently, polite, webhookReceiver } from './helpers.ts';

const world = bland();

test('a conversation: placed, told of while it goes on and after it, and the same when asked for', async () => {
  const hook = await webhookReceiver();
  const to = world.person(polite);
  await world.control('PUT', `/plays/${to}`, { agent: courteous });
  const metadata = { tenant_id: 'one', odd: 'ü “quoted” \u2028' };
  const id = await world.send({
    phone_number: to,
    from: '+14155550199',
    first_sentence: 'Good day, this is Ada.',
    webhook: hook.url,
    webhook_events: ['queue', 'call', 'latency'],
    record: true,
    metadata,
    request_data: { name: 'Bob' },
  });
  const details = await world.ended(id);
  const [told] = await eventually(() => (hook.postCalls().length > 0 ? hook.postCalls() : undefined));

  expect(details).toMatchObject({
    call_id: id,
    c_id: id,
    to,
    from: '+14155550199',
    inbound: false,
    completed: true,
    queue_status: 'complete',
    status: 'completed',
    answered_by: 'human',
    call_ended_by: 'USER',
    error_message: null,
    max_duration: 30,
    record: true,
    recording_url: `${world.sandbox.url}/bland/v1/recordings/${id}`,
    metadata,
    variables: { call_id: id, name: 'Bob', short_from: '4155550199', phone_number: to },
    disposition_tag: 'COMPLETED_ACTION',
    request_data: { phone_number: to, task: 'Be kind.' },
  });
  expect(details.transcripts.map(({ user, text }) => [user, text])).toEqual([
    ['user', 'Hello?'],
    ['assistant', 'Good day, this is Ada.'],
    ['user', 'Yes, that is fine.'],
    ['assistant', 'Goodbye.'],
  ]);
  expect(details.concatenated_transcript).toContain('user: Hello? \n assistant: Good day, this is Ada. \n ');
  for (const field of ['call_id', 'to', 'price', 'call_length', 'started_at', 'metadata', 'transcripts']) {
    expect(told?.[field], field).toEqual(
      field === 'transcripts'
        ? details.transcripts.map(({ user, text, created_at }) =>
            expect.objectContaining({ user, text, created_at }),
          )
        : details[field],
    );
  }

  const messages = hook.midCall();
  expect(messages).toContainEqual({
    message: 'Call enqueued',
    call_id: id,
    category: 'queue',
    log_level: 'info',
  });
  expect(messages).toContainEqual({
    message: 'Call connected',
    call_id: id,
    category: 'call',
    log_level: 'info',
  });
  expect(messages).toContainEqual({
    message: 'Handling user speech: Hello?',
    call_id: id,
    category: 'call',
    log_level: 'info',
  });
  expect(messages.filter(({ log_level }) => log_level === 'performance').length).toBeGreaterThan(0);
  expect(hook.received.every(isSigned)).toBe(true);
});

test('length, price and moments of a call agree with each other', async () => {
  const id = await world.send({ phone_number: world.person(polite) });
  const details = await world.ended(id);
  const seconds = (Date.parse(String(details.end_at)) - Date.parse(String(details.started_at))) / 1000;
  expect(Number(details.call_length) * 60).toBeLessThanOrEqual(seconds);
  expect(Number(details.corrected_duration)).toBe(Math.round(Number(details.call_length) * 60));
  expect(details.price).toBeCloseTo(Math.max(Number(details.call_length) * 0.14, 0.015), 3);
  const moments = details.transcripts.map(({ created_at }) => Date.parse(created_at));
  expect(moments).toEqual(moments.toSorted((one, other) => one - other));
});

describe('when nobody is to be talked with', () => {
  test.each([
    ['busy', { kind: 'busy' }, { status: 'busy', answered_by: null, disposition_tag: 'BUSY' }],
    [
      'nobody answers',
      { kind: 'no answer' },
      { status: 'no-answer', answered_by: 'no-answer', error_message: null },
    ],
    ['rejected', { kind: 'rejects', afterMs: 3_000 }, { status: 'busy', answered_by: null }],
    ['no such number', { kind: 'unreachable' }, { status: 'failed', queue_status: 'call_error' }],
  ] as const)('%s', async (_name, ringing, expected) => {
    const hook = await webhookReceiver();
    const id = await world.send({
      phone_number: world.person({ ringing }),
      webhook: hook.url,
      metadata: { kept: 1 },
    });
    expect(await world.ended(id)).toMatchObject({
      ...expected,
      call_length: 0,
      price: 0.015,
      transcripts: [],
    });
    const [told] = await eventually(() => (hook.postCalls().length > 0 ? hook.postCalls() : undefined));
    expect(told).toMatchObject({
      call_id: id,
      status: expected.status,
      metadata: { kept: 1 },
      completed: true,
    });
  });

  test.each([
    [undefined, []],
    [{ action: 'leave_message', message: 'Please call back.' }, ['Please call back.']],
  ])('a machine answers, with voicemail %j', async (voicemail, said) => {
    const phone_number = world.person({
      ringing: { kind: 'voicemail', afterMs: 5_000, greeting: 'Nobody is here.' },
    });
    const id = await world.send({ phone_number, voicemail });
    const details = await world.ended(id);
    expect(details).toMatchObject({
      status: 'completed',
      answered_by: 'voicemail',
      call_ended_by: 'ASSISTANT',
    });
    expect(details.transcripts.filter(({ user }) => user === 'assistant').map(({ text }) => text)).toEqual(
      said,
    );
  });
});

test('a call lasts no longer than it may', async () => {
  const phone_number = world.person({ steps: [{ do: 'pause', ms: 3_600_000 }] });
  await world.control('PUT', `/plays/${phone_number}`, {
    agent: { steps: [{ pause: '60m' }] },
  });
  const id = await world.send({ phone_number, max_duration: 1 });
  const details = await world.ended(id);
  expect(details).toMatchObject({ status: 'completed', call_ended_by: 'ASSISTANT', max_duration: 1 });
  expect(Number(details.call_length)).toBeLessThan(30);
});

describe('stopped', () => {
  const patient = { steps: [{ do: 'pause', ms: 3_600_000 }] } as const;

  test('in mid-conversation: it was completed, and is told of', async () => {
    const hook = await webhookReceiver();
    const id = await world.send({
      phone_number: world.person(patient),
      webhook: hook.url,
      max_duration: 700,
    });
    await eventually(() => (world.sandbox.phones.calls.get(id)?.state === 'in-progress' ? true : undefined));
    expect((await world.api('POST', `/v1/calls/${id}/stop`)).body).toEqual({
      status: 'success',
      message: 'Call ended successfully.',
    });
    expect(await world.ended(id)).toMatchObject({ status: 'completed', call_ended_by: 'ASSISTANT' });
    await eventually(() => (hook.postCalls().length === 1 ? true : undefined));
    expect((await world.api('POST', `/v1/calls/${id}/stop`)).body).toMatchObject({ status: 'error' });
  });

  test('before its time has come: it was canceled, and costs nothing', async () => {
    const at = new Date(Date.now() + 3 * 86_400_000).toISOString().replace('T', ' ').slice(0, 19);
    const id = await world.send({ phone_number: world.number(), start_time: `${at} +00:00` });
    expect((await world.api('GET', `/v1/calls/${id}`)).body).toMatchObject({
      queue_status: 'queued',
      completed: false,
    });
    await world.api('POST', `/v1/calls/${id}/stop`);
    expect(await world.ended(id)).toMatchObject({ status: 'canceled', price: 0, started_at: null });
  });

  test('all of an account, and none of another', async () => {
    const mine = await Promise.all(
      [1, 2, 3].map(() => world.send({ phone_number: world.person(patient), max_duration: 700 }, 'mine')),
    );
    const other = await world.send({ phone_number: world.person(patient), max_duration: 700 }, 'other');
    const active = await world.api('GET', '/v1/calls/active', undefined, 'mine');
    expect(active.body).toMatchObject({ errors: null });
    expect(
      (active.body.data as unknown as { call_id: string }[]).map(({ call_id }) => call_id).toSorted(),
    ).toEqual(mine.toSorted());
    expect((await world.api('POST', '/v1/calls/active/stop', undefined, 'mine')).body).toMatchObject({
      status: 'success',
      num_calls: 3,
    });
    for (const id of mine) expect((await world.ended(id, 'mine')).completed).toBe(true);
    expect((await world.api('GET', `/v1/calls/${other}`, undefined, 'other')).body.completed).toBe(false);
    await world.api('POST', `/v1/calls/${other}/stop`, undefined, 'other');
  });
});

describe('transferred', () => {
  const colleague = {
    ringing: { kind: 'answers', afterMs: 2_000 },
    steps: [{ do: 'say', text: 'Hi, this is Sam with support.' }, { do: 'wait' }, { do: 'hang up' }],
  } as const;
  const caller = {
    steps: [
      { do: 'say', text: 'Hello?' },
      { ...patiently, says: 'Sam' },
      { do: 'say', text: 'It is about my appointment.' },
      { do: 'pause', ms: 120_000 },
    ],
  } as const;

  test('by an API request: the agent says no more, and who comes is heard apart', async () => {
    const hook = await webhookReceiver();
    const sam = world.person(colleague);
    const id = await world.send({
      phone_number: world.person(caller),
      webhook: hook.url,
      webhook_events: ['post_transfer_transcript', 'citations'],
      citation_schema_ids: ['schema'],
    });
    await eventually(() => (world.sandbox.phones.calls.get(id)?.state === 'in-progress' ? true : undefined));
    const answer = await world.api('POST', '/v1/calls/active/transfer', {
      call_id: id,
      transfer_number: sam,
    });
    expect(answer.body).toEqual({
      data: { message: `Call ${id} transferred to ${sam} successfully` },
      errors: null,
    });
    const details = await world.ended(id);
    expect(details).toMatchObject({ transferred_to: sam, disposition_tag: 'TRANSFERRED', record: true });
    expect(Number(details.pre_transfer_duration) + Number(details.post_transfer_duration)).toBeCloseTo(
      Number(details.call_length),
    );
    expect(details.concatenated_transcript).not.toContain('Sam');
    const [followUp] = await eventually(() => (hook.followUps().length > 0 ? hook.followUps() : undefined));
    expect(followUp).toMatchObject({
      call_id: id,
      event_type: 'multiple',
      contents: ['citations', 'corrected_transcript', 'post_transfer_transcript'],
      post_transfer_transcript: [
        { text: 'Hi, this is Sam with support.', speaker: 2, speaker_label: 'representative' },
        { text: 'It is about my appointment.', speaker: 1, speaker_label: 'user' },
      ],
    });
  });

  test.each([
    [{}, 'VALIDATION_ERROR'],
    [{ call_id: 'x', transfer_number: 'nobody' }, 'VALIDATION_ERROR'],
    [{ call_id: 'x', transfer_number: '+14155550123' }, 'NOT_FOUND'],
  ])('%j: %s', async (body, error) => {
    const answer = await world.api('POST', '/v1/calls/active/transfer', body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toMatchObject({ data: null, errors: [{ error, message: expect.any(String) }] });
  });
});

describe('refused', () => {
  test.each([
    [{ phone_number: undefined }, 'phone_number'],
    [{ phone_number: 'nobody' }, 'phone_number'],
    [{ task: undefined }, 'task'],
    [{ record: 'yes' }, 'record'],
    [{ max_duration: 0 }, 'max_duration'],
    [{ webhook: 'ftp://example.com' }, 'webhook'],
    [{ voicemail: { action: 'sing' } }, 'voicemail'],
    [{ timezone: 'Nowhere/City' }, 'timezone'],
    [{ summary_prompt: 'x'.repeat(2001) }, 'summary_prompt'],
    [{ start_time: 'some day' }, 'start_time'],
    [{ start_time: new Date().toISOString() }, '5 minutes'],
    [{ phone_number: '+1911' }, 'phone_number'],
    [{ webhook_events: ['post_transfer_transcript'], record: false }, 'record'],
  ])('400: %j', async (change, about) => {
    const body = { phone_number: world.number(), task: 'Be kind.', ...change };
    const answer = await world.api('POST', '/v1/calls', body);
    expect(answer).toMatchObject({ status: 400, body: { status: 'error' } });
    expect(answer.body.message).toContain(about);
  });

  test('401 without a key, in the newer style', async () => {
    const answer = await world.request('POST', '/bland/v1/calls', {});
    expect(answer).toMatchObject({ status: 401, body: { data: null, errors: [{ error: 'AUTH_FAILURE' }] } });
    const bare = await world.request('GET', '/bland/v1/calls', undefined, { authorization: 'key' });
    expect(bare.status).toBe(200);
    const elsewhere = await world.request('GET', '/bland/v1/calls', undefined, { 'x-api-key': 'key' });
    expect(elsewhere.status).toBe(401);
  });

  test('402 with an empty account, 429 for the same number again', async () => {
    const phone_number = world.person(polite);
    await world.control('PATCH', '/settings', { sameNumberSec: 3_600 });
    await world.send({ phone_number });
    expect((await world.api('POST', '/v1/calls', { phone_number, task: 'Again.' })).status).toBe(429);
    await world.control('PATCH', '/settings', { sameNumberSec: 0, balance: 0 });
    expect((await world.api('POST', '/v1/calls', { phone_number, task: 'Again.' })).status).toBe(402);
    await world.control('PATCH', '/settings', { balance: 100 });
  });

  test('404: what belongs to another account is not there', async () => {
    const id = await world.send({ phone_number: world.person(polite) }, 'mine');
    await world.ended(id, 'mine');
    const other = await world.api('GET', `/v1/calls/${id}`, undefined, 'other');
    const none = await world.api('GET', '/v1/calls/none', undefined, 'other');
    expect([other.status, other.body]).toEqual([none.status, none.body]);
    expect(other.status).toBe(404);
  });
});
