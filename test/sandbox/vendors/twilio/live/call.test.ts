/** What a customer's server is told of a call, from its beginning to its end. */
import { describe, expect, test } from 'vitest';
import type { Person } from '../../../../../sandbox/calls/types.ts';
import { customer, ours, poll, theirs, twilioForTest } from '../../../helpers/twilio.ts';

const silent = (rest: Partial<Person> = {}): Person => ({ steps: [], patienceMs: 300_000, ...rest });
const quick = { kind: 'answers', afterMs: 1_000 } as const;
/** However slow the machine is. */
const hear = (says: string) => ({ do: 'wait', says, timeoutMs: 600_000 }) as const;
const allEvents = ['initiated', 'ringing', 'answered', 'completed'];

async function dialling(person: Person, more: object = {}, pages: Parameters<typeof customer>[0] = {}) {
  const server = await customer({ '/voice': '<Pause length="2"/>', ...pages });
  const on = await twilioForTest();
  await on.number();
  on.person(theirs, person);
  const { sid } = await on.client.calls.create({
    to: theirs,
    from: ours,
    url: `${server.url}/voice`,
    statusCallback: `${server.url}/status`,
    statusCallbackEvent: allEvents,
    ...more,
  });
  const done = () =>
    expect
      .poll(() => server.fields('/status').map((each) => each.CallDuration), poll)
      .toContainEqual(expect.anything());
  return { ...on, server, sid, done };
}

async function ringing(person: Person, pages: Parameters<typeof customer>[0], number: object = {}) {
  const server = await customer(pages);
  const on = await twilioForTest();
  await on.number({ voiceUrl: `${server.url}/voice`, statusCallback: `${server.url}/status`, ...number });
  const sid = await on.calledBy(person);
  const done = () => expect.poll(() => server.at('/status').length, poll).toBe(1);
  return { ...on, server, sid, done };
}

describe('a call that is made tells', () => {
  test('each step, numbered and in order', async () => {
    const { server, sid, done, client } = await dialling(silent({ ringing: quick }));
    await done();
    const told = server.fields('/status');
    expect(told.map((each) => [each.SequenceNumber, each.CallStatus])).toEqual([
      ['0', 'initiated'],
      ['1', 'ringing'],
      ['2', 'in-progress'],
      ['3', 'completed'],
    ]);
    for (const each of told) {
      expect(each).toMatchObject({
        CallSid: sid,
        From: ours,
        To: theirs,
        Direction: 'outbound-api',
        ApiVersion: '2010-04-01',
        CallbackSource: 'call-progress-events',
        Timestamp: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
      });
    }
    const { duration, status } = await client.calls(sid).fetch();
    expect(told[3]).toMatchObject({
      CallDuration: duration,
      Duration: String(Math.ceil(Number(duration) / 60)),
      SipResponseCode: '200',
    });
    expect([status, Number(duration) >= 2]).toEqual(['completed', true]);
    expect(told[2]).not.toHaveProperty('CallDuration');
    expect(server.unsigned).toEqual([]);
  });

  test.each<[NonNullable<Person['ringing']>, string, string]>([
    [{ kind: 'busy' }, 'busy', '486'],
    [{ kind: 'rejects', afterMs: 1_000 }, 'busy', '486'],
    [{ kind: 'no answer' }, 'no-answer', '487'],
    [{ kind: 'unreachable' }, 'failed', '404'],
  ])('how it failed: %j', async (ring, status, sip) => {
    const { server, done } = await dialling(silent({ ringing: ring }), { timeout: 5 });
    await done();
    expect(server.fields('/status').at(-1)).toMatchObject({
      CallStatus: status,
      CallDuration: '0',
      SipResponseCode: sip,
    });
    expect(server.at('/voice')).toEqual([]);
  });

  test('only its end, where nothing else is asked for', async () => {
    const { server, done } = await dialling(silent({ ringing: quick }), { statusCallbackEvent: undefined });
    await done();
    expect(server.fields('/status')).toMatchObject([{ CallStatus: 'completed', SequenceNumber: '0' }]);
  });

  test('in any order, where that is set', async () => {
    const server = await customer({ '/voice': '' });
    const on = await twilioForTest();
    await on.number();
    await on.settings({ callbacks: 'shuffled' });
    on.person(theirs, silent({ ringing: { kind: 'answers', afterMs: 0 } }));
    const orders = new Set<string>();
    for (let index = 0; index < 6; index += 1) {
      const path = `/status${index}`;
      await on.client.calls.create({
        to: theirs,
        from: ours,
        url: `${server.url}/voice`,
        statusCallback: server.url + path,
        statusCallbackEvent: allEvents,
      });
      await expect.poll(() => server.at(path).length, poll).toBe(4);
      const order = server.fields(path).map((each) => each.SequenceNumber);
      expect([...order].sort()).toEqual(['0', '1', '2', '3']);
      orders.add(order.join());
    }
    expect([...orders].some((order) => order !== '0,1,2,3')).toBe(true);
  });
});

describe('somebody who calls', () => {
  test('is heard and talks with what the TwiML says', async () => {
    const person: Person = {
      steps: [
        hear('press'),
        { do: 'press', digits: '12' },
        hear('name'),
        { do: 'say', text: 'My name is Ada' },
        hear('goodbye'),
        { do: 'hang up' },
      ],
    };
    const { server, done, sid } = await ringing(person, {
      '/voice':
        '<Gather numDigits="2" action="/keys" timeout="300"><Say>Please press two keys</Say></Gather>',
      '/keys': '<Gather input="speech" action="/speech" timeout="300"><Say>What is your name?</Say></Gather>',
      '/speech': '<Say>Thank you and goodbye</Say><Pause length="30"/>',
    });
    await done();
    expect(server.fields('/voice')).toMatchObject([
      { CallSid: sid, CallStatus: 'ringing', Direction: 'inbound', From: theirs, To: ours },
    ]);
    expect(server.fields('/keys')).toMatchObject([{ CallStatus: 'in-progress', Digits: '12' }]);
    expect(server.fields('/speech')).toMatchObject([{ SpeechResult: 'My name is Ada' }]);
    expect(server.fields('/status')).toMatchObject([{ CallStatus: 'completed', Direction: 'inbound' }]);
    expect(server.unsigned).toEqual([]);
  });

  test.each([
    ['<Reject reason="busy"/>', 'busy'],
    ['<Reject/>', 'no-answer'],
    ['<Hangup/>', 'completed'],
    ['', 'completed'],
  ])('and gets %j is told %s', async (twiml, status) => {
    const { server, done } = await ringing(silent(), { '/voice': twiml });
    await done();
    expect(server.fields('/status')).toMatchObject([{ CallStatus: status }]);
  });

  test('is saved by the fallback, which hears what failed', async () => {
    const pages = { '/voice': { status: 500 }, '/spare': '<Say>One moment</Say>' };
    const server = await customer(pages);
    const on = await twilioForTest();
    await on.number({
      voiceUrl: `${server.url}/voice`,
      voiceFallbackUrl: `${server.url}/spare`,
      voiceFallbackMethod: 'GET',
    });
    const sid = await on.calledBy(silent());
    await on.ended(sid);
    expect(server.at('/spare')).toMatchObject([
      { method: 'GET', fields: { ErrorCode: '11200', ErrorUrl: `${server.url}/voice`, CallSid: sid } },
    ]);
    expect(server.unsigned).toEqual([]);
    const { body } = await on.control('GET', '/notices');
    expect(body.notices).toMatchObject([{ callSid: sid, code: 11200, level: 'error' }]);
  });

  test('a number without an address is not taken', async () => {
    const { server, done } = await ringing(silent(), {}, { voiceUrl: '' });
    await done();
    expect(server.fields('/status')).toMatchObject([{ CallStatus: 'no-answer' }]);
  });
});

describe('who answered', () => {
  const machine = silent({
    ringing: { kind: 'voicemail', afterMs: 1_000, greeting: 'Hi' },
  });
  const toneless = silent({
    ringing: { kind: 'voicemail', afterMs: 1_000, greeting: 'Hi', beep: false },
  });
  const human = silent({ ringing: quick });

  test.each([
    ['a person', human, 'Enable', 'human'],
    ['a machine', machine, 'Enable', 'machine_start'],
    ['a machine that has finished', machine, 'DetectMessageEnd', 'machine_end_beep'],
    ['a machine that has no tone', toneless, 'DetectMessageEnd', 'machine_end_silence'],
  ])('%s, before the TwiML is asked for', async (_, person, machineDetection, answeredBy) => {
    const { server, done, client, sid } = await dialling(person, {
      machineDetection,
      machineDetectionTimeout: 59,
    });
    await done();
    expect(server.fields('/voice')).toMatchObject([
      { AnsweredBy: answeredBy, MachineDetectionDuration: expect.stringMatching(/^\d{4,5}$/) },
    ]);
    expect(await client.calls(sid).fetch()).toMatchObject({ answeredBy });
  });

  test('while the TwiML plays, by a callback of its own', async () => {
    const server = await customer({ '/voice': '<Pause length="60"/>' });
    const on = await twilioForTest();
    await on.number();
    on.person(theirs, human);
    const { sid } = await on.client.calls.create({
      to: theirs,
      from: ours,
      url: `${server.url}/voice`,
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${server.url}/amd`,
    });
    await expect
      .poll(() => server.fields('/amd'), poll)
      .toMatchObject([{ CallSid: sid, AnsweredBy: 'human', MachineDetectionDuration: expect.anything() }]);
    expect(server.fields('/voice')).toHaveLength(1);
    expect(server.fields('/voice')[0]).not.toHaveProperty('AnsweredBy');
  });
});

describe('a call that is passed on', () => {
  const other = '+14155550177';

  test('has a leg of its own, whose steps are told', async () => {
    const person = silent({ steps: [{ do: 'pause', ms: 1_000 }] });
    const server = await customer({
      '/voice': `<Dial action="/done"><Number statusCallback="/leg" statusCallbackEvent="${allEvents.join(' ')}">${other}</Number></Dial>`,
      '/done': '<Hangup/>',
    });
    const on = await twilioForTest();
    await on.number({ voiceUrl: `${server.url}/voice` });
    on.person(other, { ringing: quick, steps: [{ do: 'pause', ms: 3_000 }, { do: 'hang up' }] });
    const sid = await on.calledBy(person);
    await on.ended(sid);
    await expect.poll(() => server.at('/leg').length, poll).toBe(4);
    const [leg] = await on.client.calls.list({ parentCallSid: sid });
    expect(leg).toMatchObject({
      to: other,
      from: theirs,
      direction: 'outbound-dial',
      status: 'completed',
    });
    expect(server.fields('/done')).toMatchObject([
      {
        DialCallStatus: 'completed',
        DialCallSid: leg?.sid,
        DialCallDuration: leg?.duration,
        DialBridged: 'true',
      },
    ]);
    expect(server.fields('/leg').map((each) => [each.CallSid, each.ParentCallSid, each.CallStatus])).toEqual([
      [leg?.sid, sid, 'initiated'],
      [leg?.sid, sid, 'ringing'],
      [leg?.sid, sid, 'in-progress'],
      [leg?.sid, sid, 'completed'],
    ]);
  });

  test('tells of a caller who hangs up in the middle', async () => {
    const server = await customer({
      '/voice': `<Dial action="/done">${other}</Dial>`,
      '/done': '<Say>too late</Say>',
    });
    const on = await twilioForTest();
    await on.number({ voiceUrl: `${server.url}/voice` });
    on.person(other, silent({ ringing: quick }));
    const sid = await on.calledBy({ steps: [{ do: 'pause', ms: 5_000 }, { do: 'hang up' }] });
    await on.ended(sid);
    await expect
      .poll(() => server.fields('/done'), poll)
      .toMatchObject([{ DialCallStatus: 'completed', CallStatus: 'completed', DialBridged: 'true' }]);
    expect(Number(server.fields('/done')[0]?.DialCallDuration)).toBeGreaterThan(0);
  });
});

test('the sandbox closes in the middle of calls, and remembers them', async () => {
  const { sandbox, sid, server } = await dialling(
    silent({ ringing: quick }),
    {},
    { '/voice': '<Pause length="300"/>' },
  );
  await expect.poll(() => server.at('/voice').length, poll).toBe(1);
  await sandbox.close();
  const again = await twilioForTest();
  again.sandbox.state.restore(sandbox.state.snapshot());
  expect(await again.client.calls(sid).fetch()).toMatchObject({ status: 'completed' });
  expect(await again.client.incomingPhoneNumbers.list()).toMatchObject([{ phoneNumber: ours }]);
  again.sandbox.state.restore();
  expect(await again.client.calls.list()).toEqual([]);
});

test('people are put in the phone book, or come with the call, in the words of the scenarios', async () => {
  const server = await customer({
    '/voice': '<Gather numDigits="1" timeout="300" action="/key"/>',
    '/key': '',
  });
  const on = await twilioForTest();
  await on.number({ voiceUrl: `${server.url}/voice` });
  const presses = (digits: string) => ({ steps: [{ press: digits }, { pause: '60s' }] });
  expect(await on.control('PUT', `/people/${theirs}`, presses('4'))).toMatchObject({ status: 204 });
  expect(await on.control('PUT', `/people/${theirs}`, { steps: ['dance'] })).toMatchObject({ status: 400 });
  const call = (more: object) => on.control('POST', '/calls', { from: theirs, to: ours, ...more });
  await on.ended(String((await call({})).body.sid));
  await on.ended(String((await call({ person: presses('5') })).body.sid));
  expect(server.fields('/key').map(({ Digits }) => Digits)).toEqual(['4', '5']);
  expect(await call({ to: '+15559999999' })).toMatchObject({ status: 404 });
});
