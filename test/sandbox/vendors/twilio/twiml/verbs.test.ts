/** Each verb: what the other side hears of it, what it asks for, and what comes after it. */
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { describe, expect, test } from 'vitest';
import type { Heard, Message } from '../../../../../sandbox/calls/types.ts';
import { home, legSec, played, stage } from './stage.ts';

const end = 'hang up: the document has ended';
const keys = (digits: string, finishedBy: 'key' | 'count' | 'timeout' = 'count'): Heard => ({
  by: 'dtmf',
  digits,
  finishedBy,
});
const words = (text: string): Heard => ({ by: 'speech', text, startMs: 0, endMs: 900 });
const codes = ({ notices }: { notices: readonly { code: number | undefined }[] }) =>
  notices.map(({ code }) => code);

describe('Say', () => {
  test('is heard, verb after verb, and the end of the document is the end of the call', async () => {
    const { heard, notices } = await played('<Say>Hello</Say>\n<Say>  and\n good  bye </Say>');
    expect(heard).toEqual(['answer', 'say Hello', 'say and good bye', end]);
    expect(notices).toEqual([]);
  });

  test('speaks the languages there are voices for, and says so of others', async () => {
    const { heard, notices } = await played(
      '<Say language="de-DE">Guten Tag</Say><Say language="es">Hola</Say><Say language="fr-FR">Salut</Say>',
    );
    expect(heard.slice(1, 4)).toEqual(['say (de) Guten Tag', 'say (es) Hola', 'say Salut']);
    expect(notices).toMatchObject([
      { level: 'warning', code: undefined, message: expect.stringContaining('fr-FR') },
    ]);
  });

  test('loops, and breaks where SSML says so', async () => {
    const { heard } = await played(
      '<Say loop="2">a <emphasis>b</emphasis><break time="1.5s"/>c<break/></Say>',
    );
    const once = ['say a b', 'pause 1500', 'say c', 'pause 250'];
    expect(heard).toEqual(['answer', ...once, ...once, end]);
  });

  test('of nothing is a warning', async () => {
    const result = await played('<Say/><Say>x</Say>');
    expect(codes(result)).toEqual([13520]);
    expect(result.heard).toContain('say x');
  });
});

describe('Play', () => {
  const wav = { contentType: 'audio/wav', body: Buffer.alloc(80) };

  test('fetches a file, relative to the document, and plays it as often as it is told', async () => {
    const { heard, requests } = await played('<Play loop="2">/a.wav?x=1&amp;y=2</Play>', {
      pages: { 'https://app.example/a.wav?x=1&y=2': wav },
    });
    expect(heard.slice(1, 3)).toEqual(Array(2).fill('play 80 samples: a recorded word'));
    expect(requests[1]).toMatchObject({ purpose: 'audio', method: 'GET' });
  });

  test('presses keys', async () => {
    expect((await played('<Play digits="ww12#"/>')).heard).toContain('press ww12#');
  });

  test('what cannot be decoded is not heard, and that is said', async () => {
    const { heard, notices } = await played('<Play>a.mp3</Play><Say>next</Say>', {
      pages: { 'https://app.example/a.mp3': { contentType: 'audio/mpeg' } },
    });
    expect(heard).toEqual(['answer', 'say next', end]);
    expect(notices).toMatchObject([{ level: 'warning', code: undefined, url: 'https://app.example/a.mp3' }]);
  });

  test('a file that is not there, or is none, fails the document', async () => {
    expect(codes(await played('<Play>/no.wav</Play>'))).toEqual([11200]);
    const page = { 'https://app.example/a': { contentType: 'text/xml' } };
    expect(codes(await played('<Play>/a</Play>', { pages: page }))).toEqual([12300]);
  });
});

describe('Pause', () => {
  test('is silence of a second or more', async () => {
    expect((await played('<Say>a</Say><Pause/><Pause length="4"/>')).heard).toEqual([
      'answer',
      'say a',
      'pause 1000',
      'pause 4000',
      end,
    ]);
  });

  test('at the beginning lets it ring on', async () => {
    expect((await played('<Pause length="3"/><Say>a</Say>')).heard).toEqual([
      'ring for 3000',
      'answer',
      'say a',
      end,
    ]);
  });

  test('that makes no sense is one of a second', async () => {
    const result = await played('<Say>a</Say><Pause length="soon"/>');
    expect(result.heard).toContain('pause 1000');
    expect(codes(result)).toEqual([12200]);
  });
});

describe('Gather', () => {
  test('sends keys to its action and goes on with the answer', async () => {
    const { heard, requests } = await played('<Gather action="next?a=1" numDigits="3"/><Say>never</Say>', {
      hears: [keys('123')],
      pages: { 'https://app.example/next?a=1': '<Say>thanks</Say>' },
    });
    expect(requests[1]).toMatchObject({
      purpose: 'action',
      url: 'https://app.example/next?a=1',
      method: 'POST',
      fields: { Digits: '123', msg: 'Gather End', FinishedOnKey: '' },
    });
    expect(heard).toEqual(['answer', 'listen', 'say thanks', end]);
  });

  test('asks the document itself when it names no action', async () => {
    const { requests } = await played('<Gather method="GET"/>', { hears: [keys('1'), { by: 'nothing' }] });
    expect(requests[1]).toMatchObject({ url: home, method: 'GET', fields: { Digits: '1' } });
    expect(requests).toHaveLength(2);
  });

  test('sends speech', async () => {
    const { requests, listens } = await played('<Gather input="speech dtmf" language="en-GB" action="/a"/>', {
      hears: [words('I need help')],
      pages: { 'https://app.example/a': '' },
    });
    expect(requests[1]?.fields).toMatchObject({ SpeechResult: 'I need help', Language: 'en-GB' });
    expect(Number(requests[1]?.fields.Confidence)).toBeGreaterThan(0);
    expect(requests[1]?.fields).not.toHaveProperty('Digits');
    expect(listens[0]).toMatchObject({ dtmf: {}, speech: {} });
  });

  test('listens as it is told', async () => {
    const { listens } = await played(
      '<Gather input="dtmf" numDigits="4" finishOnKey="*" timeout="8" bargeIn="false"/>' +
        '<Gather finishOnKey=""/><Gather input="speech" speechTimeout="3"/><Gather input="speech" speechTimeout="auto"/>',
    );
    expect(listens).toMatchObject([
      { dtmf: { numDigits: 4, finishOnKey: '*' }, timeoutMs: 8_000, bargeIn: false },
      { dtmf: { finishOnKey: '' }, timeoutMs: 5_000, bargeIn: true },
      { speech: { silenceMs: 3_000 } },
      { speech: { silenceMs: 1_000 } },
    ]);
    expect(listens[0]).not.toHaveProperty('speech');
    expect(listens[2]).not.toHaveProperty('dtmf');
  });

  test('names the key that finished it', async () => {
    const { requests } = await played('<Gather finishOnKey="*" action="/a"/>', {
      hears: [keys('12', 'key')],
      pages: { 'https://app.example/a': '' },
    });
    expect(requests[1]?.fields).toMatchObject({ Digits: '12', FinishedOnKey: '*' });
  });

  test('plays what is nested in it while it listens', async () => {
    const result = await played(
      '<Gather><Say>Press 1</Say><Pause/><Play digits="5"/><Dial>1</Dial></Gather>',
    );
    expect(result.heard).toEqual(['answer', 'say Press 1', 'pause 1000', 'press 5', 'listen', end]);
    expect(codes(result)).toEqual([12200]);
  });

  test('falls through when nothing comes, unless it is told to say so', async () => {
    expect((await played('<Gather action="/a"/><Say>Still there?</Say>')).heard).toContain(
      'say Still there?',
    );
    const pages = { 'https://app.example/a': '' };
    const empty = await played('<Gather action="/a" actionOnEmptyResult="true"/>', { pages });
    expect(empty.requests[1]?.fields).toMatchObject({ Digits: '' });
    const silent = await played('<Gather input="speech" action="/a" actionOnEmptyResult="true"/>', { pages });
    expect(silent.requests[1]?.fields).toEqual({ SpeechResult: '' });
  });

  test('asks nobody when the caller hangs up', async () => {
    const { requests } = await played('<Gather action="/a"/>', { hangsUpAt: 'listen', hears: [keys('1')] });
    expect(requests).toHaveLength(1);
  });

  test('wrong attributes are warnings and their defaults hold', async () => {
    const result = await played(
      '<Gather numDigits="many" timeout="-1" finishOnKey="##" input="smoke" numdigits="1"/>',
    );
    expect(result.listens[0]).toMatchObject({
      dtmf: { numDigits: undefined, finishOnKey: '#' },
      timeoutMs: 5_000,
    });
    expect(result.notices.map(({ level }) => level)).toEqual(Array(5).fill('warning'));
  });
});

describe('Dial', () => {
  test('calls a number and tells its action how that went', async () => {
    const { heard, requests, dialled } = await played(
      '<Dial action="/done" timeout="20" timeLimit="60" hangupOnStar="true">+1 (415) 555-0100</Dial><Say>never</Say>',
      {
        dials: [{ outcome: 'completed' }],
        pages: { 'https://app.example/done': '<Say>bye</Say>' },
      },
    );
    expect(heard).toEqual(['answer', 'dial +14155550100', 'say bye', end]);
    expect(dialled[0]).toMatchObject({
      targets: [{ number: '+14155550100' }],
      timeoutMs: 20_000,
      timeLimitMs: 60_000,
      hangUpOnStar: true,
    });
    expect(requests[1]?.fields).toEqual({
      DialCallStatus: 'completed',
      DialCallSid: 'CA1',
      DialCallDuration: String(legSec),
      DialBridged: 'true',
    });
  });

  test.each([
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['failed', 'failed'],
    ['rejected', 'busy'],
    ['canceled', 'canceled'],
  ] as const)('that comes to %s tells %s', async (outcome, status) => {
    const { requests } = await played('<Dial action="/done">+14155550100</Dial>', {
      dials: [{ outcome }],
      pages: { 'https://app.example/done': '' },
    });
    expect(requests[1]?.fields).toEqual({ DialCallStatus: status, DialCallSid: 'CA1', DialBridged: 'false' });
  });

  test('without an action goes on with the next verb', async () => {
    expect((await played('<Dial>415-555-0100</Dial><Say>nobody</Say>')).heard).toEqual([
      'answer',
      'dial +14155550100',
      'say nobody',
      end,
    ]);
  });

  test('rings several numbers together; each has its callback and the quickest gets the call', async () => {
    const { legs, requests } = await played(
      `<Dial action="/done" callerId="+14155550199">
         <Number statusCallback="/leg" statusCallbackEvent="initiated answered" statusCallbackMethod="GET">+14155550101</Number>
         <Number>+14155550102</Number>
       </Dial>`,
      {
        dials: [{ outcome: 'completed', number: '+14155550102' }],
        pages: { 'https://app.example/done': '' },
      },
    );
    expect(legs).toMatchObject([
      {
        number: '+14155550101',
        callerId: '+14155550199',
        callback: { url: 'https://app.example/leg', method: 'GET', events: ['initiated', 'answered'] },
        states: ['initiated', 'ringing', 'canceled'],
      },
      {
        number: '+14155550102',
        callback: undefined,
        states: ['initiated', 'ringing', 'answered', 'completed'],
      },
    ]);
    expect(requests[1]?.fields.DialCallSid).toBe('CA2');
  });

  test('one after the other stops at the first who answers', async () => {
    const { dialled, requests } = await played(
      '<Dial sequential="true" action="/done"><Number>+14155550101</Number><Number>+14155550102</Number><Number>+14155550103</Number></Dial>',
      {
        dials: [{ outcome: 'busy' }, { outcome: 'completed' }],
        pages: { 'https://app.example/done': '' },
      },
    );
    expect(dialled.map(({ targets }) => targets[0]?.number)).toEqual(['+14155550101', '+14155550102']);
    expect(requests[1]?.fields).toMatchObject({ DialCallStatus: 'completed', DialCallSid: 'CA2' });
  });

  test('answers the caller only with the bridge, where it is told so', async () => {
    const text = '<Dial answerOnBridge="true">+14155550100</Dial><Hangup/>';
    expect((await played(text, { dials: [{ outcome: 'completed' }] })).heard.slice(0, 2)).toEqual([
      'answer',
      'dial +14155550100',
    ]);
    expect((await played(text, { dials: [{ outcome: 'busy' }] })).heard[0]).toBe('dial +14155550100');
  });

  test.each([
    ['record-from-answer-dual', { channels: 2, source: 'DialVerb' }],
    ['record-from-answer', { channels: 1 }],
    ['true', { channels: 1 }],
  ])('records: %s', async (mode, expected) => {
    const { recordings, requests } = await played(
      `<Dial action="/done" record="${mode}" recordingStatusCallback="/rec"
         recordingStatusCallbackEvent="in-progress completed absent">+14155550100</Dial>`,
      { dials: [{ outcome: 'completed' }], pages: { 'https://app.example/done': '' } },
    );
    expect(recordings).toMatchObject([
      {
        ...expected,
        callback: { url: 'https://app.example/rec', events: ['in-progress', 'completed', 'absent'] },
        finished: [undefined],
      },
    ]);
    expect(requests[1]?.fields).toMatchObject({
      RecordingUrl: 'https://api/RE1',
      RecordingSid: 'RE1',
      RecordingDuration: '7',
    });
  });

  test('from ringing on records what was never answered, from the answer on it does not', async () => {
    const text = (mode: string) => `<Dial record="${mode}">+14155550100</Dial>`;
    expect((await played(text('record-from-ringing'))).recordings).toHaveLength(1);
    expect((await played(text('record-from-answer'))).recordings).toHaveLength(0);
    expect(
      (await played(text('do-not-record'), { dials: [{ outcome: 'completed' }] })).recordings,
    ).toHaveLength(0);
  });

  test('tells its action of a caller who hung up, and plays the answer to nobody', async () => {
    const pages = { 'https://app.example/done': '<Say>nobody hears this</Say>' };
    const text = '<Dial action="/done">+14155550100</Dial>';
    const talking = await played(text, { hangsUpAt: 'dial', dials: [{ outcome: 'completed' }], pages });
    expect(talking.requests[1]?.fields).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' });
    expect(talking.heard.at(-1)).toBe('dial +14155550100');
    const ringing = await played(text, { hangsUpAt: 'dial', pages });
    expect(ringing.requests[1]?.fields).toMatchObject({ DialCallStatus: 'no-answer', DialBridged: 'false' });
  });

  test.each([
    ['no number', '<Dial>the office</Dial>', 13223],
    ['a client', '<Dial><Client>joe</Client></Dial>', undefined],
    ['a conference', '<Dial><Conference>room</Conference></Dial>', undefined],
    ['a document for the other end', '<Dial><Number url="/whisper">+14155550100</Number></Dial>', undefined],
  ])('%s is refused', async (_, text, code) => {
    const result = await played(text);
    expect(codes(result)).toEqual([code]);
    expect(result.dialled).toEqual([]);
    expect(result.heard.at(-1)).toBe('hang up: application error');
  });
});

describe('Record', () => {
  const message = (rest: Partial<Message>): Message => ({
    startMs: 1_000,
    endMs: 5_000,
    endedBy: 'silence',
    turns: [{ who: 'person', text: 'call me', startMs: 1_000, endMs: 2_000, words: [], cut: false }],
    ...rest,
  });
  const pages = { 'https://app.example/kept': '<Say>thanks</Say>' };

  test('keeps a message and tells its action where it is', async () => {
    const { requests, recordings, heard } = await played(
      '<Record action="/kept" recordingStatusCallback="https://app.example/rec"/><Say>never</Say>',
      { messages: [message({ endedBy: 'key', digit: '#' })], pages },
    );
    expect(requests[1]?.fields).toEqual({
      RecordingUrl: 'https://api/RE1',
      RecordingSid: 'RE1',
      RecordingDuration: '4',
      Digits: '#',
    });
    expect(recordings).toMatchObject([
      {
        source: 'RecordVerb',
        channels: 1,
        callback: { url: 'https://app.example/rec', method: 'POST', events: ['completed'] },
        finished: [{ startMs: 1_000, endMs: 5_000 }],
      },
    ]);
    expect(heard).toEqual(['answer', 'record', 'say thanks', end]);
  });

  test('of a caller who hangs up asks the action, whose answer plays to nobody', async () => {
    const { requests, heard } = await played('<Record action="/kept"/>', {
      messages: [message({ endedBy: 'hangup' })],
      pages,
    });
    expect(requests[1]?.fields).toMatchObject({ Digits: 'hangup', RecordingDuration: '4' });
    expect(heard).toEqual(['answer']);
  });

  test('of silence is no recording, and the next verb comes', async () => {
    const { requests, recordings, heard } = await played('<Record action="/kept"/><Say>nothing?</Say>', {
      messages: [message({ turns: [] })],
      pages,
    });
    expect(requests).toHaveLength(1);
    expect(recordings[0]?.finished).toEqual([{ startMs: 0, endMs: 0 }]);
    expect(heard).toContain('say nothing?');
  });
});

describe('Connect', () => {
  const stream = `<Connect><Stream url="wss://app.example/media" name="s" statusCallback="/s">
    <Parameter name="tenant" value="t&amp;1"/><Parameter name="empty"/></Stream></Connect>`;

  test('opens a stream both ways and goes on when it is closed', async () => {
    const { streams, heard } = await played(`${stream}<Say>welcome back</Say>`, {
      at: { stream: ({ streams }) => streams[0]?.end() },
    });
    expect(streams).toMatchObject([
      {
        url: 'wss://app.example/media',
        name: 's',
        bidirectional: true,
        tracks: ['inbound'],
        parameters: [
          ['tenant', 't&1'],
          ['empty', ''],
        ],
        callback: { url: 'https://app.example/s', method: 'POST' },
      },
    ]);
    expect(heard).toEqual(['answer', 'stream wss://app.example/media', 'say welcome back', end]);
  });

  test('asks its action, also when the caller hung up', async () => {
    const text = stream.replace('<Connect>', '<Connect action="/after">');
    const pages = { 'https://app.example/after': '<Say>after</Say>' };
    const closed = await played(text, { pages, at: { stream: ({ streams }) => streams[0]?.end() } });
    expect(closed.heard).toContain('say after');
    const left = await played(text, { pages, hangsUpAt: 'stream' });
    expect(left.requests.map(({ url }) => url)).toEqual([home, 'https://app.example/after']);
    expect(left.streams[0]?.stopped).toBe(true);
    expect(left.heard).not.toContain('say after');
  });

  test('refuses what is no socket address, and what the sandbox does not pretend', async () => {
    expect(codes(await played('<Connect><Stream url="https://app.example/media"/></Connect>'))).toEqual([
      11100,
    ]);
    expect(codes(await played('<Connect><ConversationRelay url="wss://a.example"/></Connect>'))).toEqual([
      undefined,
    ]);
  });
});

describe('Start and Stop', () => {
  test('streams beside the call until they are stopped by name', async () => {
    const { streams, heard } = await played(
      `<Start><Stream url="wss://app.example/a" name="a" track="both_tracks"/></Start>
       <Start><Stream url="ws://app.example/b" track="outbound_track"/></Start>
       <Say>on</Say><Stop><Stream name="a"/></Stop><Say>off</Say>`,
      { at: { 'say on': ({ streams }) => expect(streams[0]?.stopped).toBe(false) } },
    );
    expect(streams).toMatchObject([
      { tracks: ['inbound', 'outbound'], bidirectional: false, stopped: true },
      { tracks: ['outbound'], stopped: false },
    ]);
    expect(heard).toEqual(expect.arrayContaining(['say on', 'say off']));
  });

  test('stopping what nobody started is a warning', async () => {
    expect(codes(await played('<Stop><Stream name="a"/></Stop>'))).toEqual([12200]);
  });

  test('recordings of the whole call', async () => {
    const { recordings } = await played(
      '<Start><Recording channels="dual" recordingStatusCallback="/rec" recordingStatusCallbackEvent="in-progress completed"/></Start><Say>on</Say>',
    );
    expect(recordings).toMatchObject([
      {
        channels: 2,
        callback: { url: 'https://app.example/rec', events: ['in-progress', 'completed'] },
        finished: [],
      },
    ]);
  });
});

describe('Redirect, Hangup and Reject', () => {
  test('Redirect goes elsewhere, without the line being taken', async () => {
    const { heard, requests } = await played(
      '<Redirect method="GET">../b?x=1&amp;y=2</Redirect><Say>never</Say>',
      {
        pages: { 'https://app.example/b?x=1&y=2': '<Reject reason="busy"/>' },
      },
    );
    expect(requests[1]).toMatchObject({ method: 'GET', url: 'https://app.example/b?x=1&y=2' });
    expect(heard).toEqual(['reject busy']);
  });

  test('an address is requested as it was written', async () => {
    const url = "https://app.example/o'brien?a=[1]&b=c|d";
    const { requests } = await played(`<Redirect>${url.replace('&', '&amp;')}</Redirect>`, {
      pages: { [url]: '' },
    });
    expect(requests[1]?.url).toBe(url);
  });

  test('Hangup ends it', async () => {
    expect((await played('<Say>a</Say><Hangup/><Say>b</Say>')).heard).toEqual(['answer', 'say a', end]);
  });

  test('Reject ends a ringing call, and hangs up one that was taken', async () => {
    expect((await played('<Reject/><Say>never</Say>')).heard).toEqual(['reject rejected']);
    expect((await played('<Say>a</Say><Reject/>')).heard).toEqual(['answer', 'say a', end]);
  });
});

test("whatever the vendor's builder writes of these verbs is understood without a warning", async () => {
  const response = new VoiceResponse();
  response.say({ voice: 'Polly.Joanna', language: 'en-US', loop: 1 }, 'Hello & welcome');
  response
    .gather({ input: ['dtmf', 'speech'], numDigits: 1, timeout: 3, hints: 'a, b', speechTimeout: 'auto' })
    .say('?');
  response
    .start()
    .stream({ url: 'wss://app.example/m', track: 'both_tracks', name: 'm' })
    .parameter({ name: 'a', value: '1' });
  response.stop().stream({ name: 'm' });
  response.start().recording({ channels: 'dual', track: 'both', trim: 'do-not-trim' });
  response
    .dial({ timeout: 5, record: 'record-from-answer-dual', trim: 'do-not-trim', ringTone: 'us' })
    .number(
      {
        statusCallback: 'https://app.example/leg',
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
      },
      '+14155550100',
    );
  response.record({ maxLength: 30, timeout: 2, finishOnKey: '#', playBeep: true });
  response.pause({ length: 2 });
  response.play({ digits: '1' });
  response.hangup();
  const { notices, heard } = await played(response.toString().replace(/^.*<Response>|<\/Response>$/g, ''));
  expect(notices).toEqual([]);
  expect(heard.filter((each) => /^(say|listen|dial|record|pause|press)/.test(each))).toHaveLength(7);
});

test('a stage that nobody leaves stays open', async () => {
  const open = stage({ pages: { [home]: '<Connect><Stream url="wss://a.example"/></Connect>' } });
  const first = await Promise.race([
    open.session.done.then(() => 'over'),
    new Promise((r) => setTimeout(r, 20, 'open')),
  ]);
  expect(first).toBe('open');
  open.hangUp();
  await open.session.done;
});
