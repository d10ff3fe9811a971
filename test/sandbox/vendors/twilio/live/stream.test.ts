/** Media sockets, as the one who is called by them sees them. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Person } from '../../../../../sandbox/calls/types.ts';
import { decodeMulaw, encodeMulaw } from '../../../../../sandbox/speech/mulaw.ts';
import { customer, firstAccount, poll, twilioForTest } from '../../../helpers/twilio.ts';

interface Message {
  event: string;
  sequenceNumber?: string;
  streamSid?: string;
  start?: Record<string, unknown>;
  media?: { track: string; chunk: string; timestamp: string; payload: string };
  mark?: { name: string };
  dtmf?: unknown;
  stop?: unknown;
}

type Act = (message: Message, socket: WebSocket) => void;

/** Takes sockets, writes down what comes, and acts on it. */
async function listener(act: Act = () => undefined) {
  const messages: Message[] = [];
  const handshakes: IncomingMessage[] = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  server.on('connection', (socket, request) => {
    handshakes.push(request);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      messages.push(message);
      act(message, socket);
    });
  });
  onTestFinished(async () => {
    for (const client of server.clients) client.terminate();
    await new Promise((closed) => server.close(closed));
  });
  const { port } = server.address() as AddressInfo;
  const of = (event: string) => messages.filter((each) => each.event === event);
  return { url: `ws://127.0.0.1:${port}`, messages, handshakes, of };
}

const loudness = (pcm: Int16Array) => pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

const silent: Person = { steps: [], patienceMs: 600_000 };

async function streaming(twiml: string, person: Person = silent, options: { speed?: number } = {}) {
  const server = await customer({ '/voice': twiml, '/after': '<Hangup/>' });
  const on = await twilioForTest(options);
  await on.number({ voiceUrl: `${server.url}/voice` });
  const sid = await on.calledBy(person);
  const notices = async () => (await on.control('GET', '/notices')).body.notices;
  return { ...on, server, sid, notices };
}

const connect = (url: string, more = '') =>
  `<Connect action="/after"><Stream url="${url}/media" name="here" statusCallback="/stream">${more}</Stream></Connect>`;

const closeAfter =
  (frames: number): Act =>
  (message, socket) => {
    if (message.event === 'media' && Number(message.media?.chunk) === frames) socket.close();
  };

describe('a stream both ways', () => {
  test('is opened with a signature, and begins with who it is', async () => {
    const socket = await listener(closeAfter(5));
    const { sid, ended } = await streaming(connect(socket.url, '<Parameter name="tenant" value="t_1"/>'));
    await ended(sid);
    const [handshake] = socket.handshakes;
    const signature = String(handshake?.headers['x-twilio-signature']);
    const url = `${socket.url}/media`;
    expect(validateRequest(firstAccount.authToken, signature, url, {})).toBe(true);
    expect(socket.messages[0]).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    const streamSid = socket.messages[1]?.streamSid;
    expect(streamSid).toMatch(/^MZ[0-9a-f]{32}$/);
    expect(socket.messages[1]).toEqual({
      event: 'start',
      sequenceNumber: '1',
      streamSid,
      start: {
        accountSid: firstAccount.sid,
        callSid: sid,
        streamSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: { tenant: 't_1' },
      },
    });
  });

  test('sends fifty frames for each second of the call, all numbers as text', async () => {
    const socket = await listener(closeAfter(100));
    const { sid, ended } = await streaming(connect(socket.url), {
      steps: Array(20).fill({ do: 'say', text: 'Hello hello hello' }),
      patienceMs: 600_000,
    });
    const { duration } = await ended(sid);
    const frames = socket.of('media');
    expect(
      frames.slice(0, 3).map(({ sequenceNumber, media }) => ({ sequenceNumber, ...media, payload: '' })),
    ).toEqual([
      { sequenceNumber: '2', track: 'inbound', chunk: '1', timestamp: '0', payload: '' },
      { sequenceNumber: '3', track: 'inbound', chunk: '2', timestamp: '20', payload: '' },
      { sequenceNumber: '4', track: 'inbound', chunk: '3', timestamp: '40', payload: '' },
    ]);
    expect(frames.every(({ media }) => Buffer.from(media?.payload ?? '', 'base64').length === 160)).toBe(
      true,
    );
    expect(socket.messages.slice(1).map(({ sequenceNumber }) => Number(sequenceNumber))).toEqual(
      socket.messages.slice(1).map((_, index) => index + 1),
    );
    const lastMs = Number(frames.at(-1)?.media?.timestamp);
    expect(lastMs).toBe((frames.length - 1) * 20);
    expect(Number(duration)).toBeGreaterThanOrEqual(Math.floor(lastMs / 1_000));
    const loudest = Math.max(
      ...frames.map(({ media }) => loudness(decodeMulaw(Buffer.from(media?.payload ?? '', 'base64')))),
    );
    expect(loudest).toBeGreaterThan(2_000);
  });

  test('plays what it is sent, tells when that was heard, and forgets it when it is told to', async () => {
    const second = encodeMulaw(new Int16Array(8_000).map((_, index) => 8_000 * Math.sin(index / 5)));
    const base64 = (seconds: number) => Buffer.concat(Array(seconds).fill(second)).toString('base64');
    const socket = await listener((message, ws) => {
      const send = (content: object) => ws.send(JSON.stringify({ streamSid: message.streamSid, ...content }));
      if (message.event === 'start') {
        send({ event: 'media', media: { payload: base64(1) } });
        send({ event: 'mark', mark: { name: 'one second' } });
      } else if (message.mark?.name === 'one second') {
        for (let index = 0; index < 10; index += 1) send({ event: 'media', media: { payload: base64(60) } });
        send({ event: 'mark', mark: { name: 'ten minutes' } });
        send({ event: 'clear' });
      } else if (message.event === 'mark') ws.close();
    });
    // Slow, so that what takes real time is nothing beside ten minutes.
    const { sid, ended } = await streaming(connect(socket.url), silent, { speed: 2 });
    await ended(sid);
    expect(socket.of('mark').map(({ mark }) => mark?.name)).toEqual(['one second', 'ten minutes']);
    const first = socket.messages.findIndex(({ event }) => event === 'mark');
    expect(socket.messages.slice(0, first).filter(({ event }) => event === 'media').length).toBeGreaterThan(
      45,
    );
    expect(Number(socket.of('media').at(-1)?.media?.timestamp)).toBeLessThan(300_000);
  });

  test('carries keys', async () => {
    const socket = await listener((message, ws) => message.event === 'dtmf' && ws.close());
    const { sid, ended } = await streaming(connect(socket.url), {
      // Until the stream is there to hear it.
      steps: Array(300).fill({ do: 'press', digits: '7www' }),
      patienceMs: 600_000,
    });
    await ended(sid);
    expect(socket.of('dtmf')[0]).toMatchObject({ dtmf: { track: 'inbound_track', digit: '7' } });
  });

  test('goes on with the TwiML when it is closed, and its callbacks say so', async () => {
    const socket = await listener(closeAfter(3));
    const { sid, server, ended } = await streaming(connect(socket.url));
    await ended(sid);
    expect(server.at('/after')).toHaveLength(1);
    await expect.poll(() => server.at('/stream').length, poll).toBe(2);
    expect(server.fields('/stream')).toMatchObject([
      { StreamEvent: 'stream-started', StreamName: 'here', CallSid: sid, AccountSid: firstAccount.sid },
      { StreamEvent: 'stream-stopped', StreamSid: socket.messages[1]?.streamSid },
    ]);
    expect(server.unsigned).toEqual([]);
  });

  test('ends with a word when the caller hangs up', async () => {
    const socket = await listener();
    const { sid, server, ended } = await streaming(connect(socket.url), {
      steps: [{ do: 'pause', ms: 2_000 }, { do: 'hang up' }],
    });
    await ended(sid);
    await expect
      .poll(() => socket.of('stop'), poll)
      .toMatchObject([{ stop: { accountSid: firstAccount.sid, callSid: sid } }]);
    await expect.poll(() => server.at('/after').length, poll).toBe(1);
  });

  test('does not care for what is no message of its own, and says so', async () => {
    const socket = await listener((message, ws) => {
      if (message.event !== 'start') return;
      for (const wrong of [
        'no JSON',
        '{}',
        JSON.stringify({ event: 'media', streamSid: 'MZ1', media: { payload: '' } }),
      ]) {
        ws.send(wrong);
      }
      ws.send(Buffer.from('bytes'));
      ws.send(JSON.stringify({ event: 'mark', streamSid: message.streamSid, mark: { name: 'here' } }));
    });
    const { notices, sid, client } = await streaming(connect(socket.url));
    await expect.poll(() => socket.of('mark').length, poll).toBe(1);
    expect(await notices()).toMatchObject(Array(4).fill({ code: 31951, level: 'warning' }));
    await client.calls(sid).update({ status: 'completed' });
  });
});

describe('a stream one way', () => {
  test('runs beside the call, with both tracks where that is asked for', async () => {
    const socket = await listener();
    const { sid, ended, notices } = await streaming(
      `<Start><Stream url="${socket.url}/both" track="both_tracks" name="b"/></Start><Say>Hello</Say><Pause length="2"/>
       <Stop><Stream name="b"/></Stop><Pause length="4"/>`,
    );
    await ended(sid);
    // The last message: whatever was sent before it is here as well.
    await expect.poll(() => socket.of('stop').length).toBe(1);
    expect(socket.messages[1]?.start).toMatchObject({ tracks: ['inbound', 'outbound'] });
    const chunks = (track: string) => socket.of('media').filter(({ media }) => media?.track === track);
    expect(chunks('inbound').length).toBeGreaterThan(25);
    expect(Math.abs(chunks('inbound').length - chunks('outbound').length)).toBeLessThanOrEqual(1);
    const { duration } = await ended(sid);
    expect(socket.of('media').length / 100).toBeLessThan(Number(duration) - 2);
    expect(await notices()).toEqual([]);
  });

  test('is not opened where the call has four tracks already, however many are asked for', async () => {
    const socket = await listener();
    const start = `<Start><Stream url="${socket.url}" track="both_tracks" statusCallback="/stream"/></Start>`;
    const { sid, ended, notices, server } = await streaming(`${start.repeat(60)}<Pause length="1"/>`);
    await ended(sid);
    expect(socket.handshakes).toHaveLength(2);
    const told = (await notices()) as object[];
    expect(told).toHaveLength(58);
    expect(told[0]).toMatchObject({
      code: 12200,
      level: 'error',
      message: expect.stringContaining('4 tracks'),
    });
    await expect.poll(() => server.at('/stream').length, poll).toBe(58 + 4);
  });

  test('takes no messages', async () => {
    const socket = await listener((message, ws) => {
      if (message.event === 'start')
        ws.send(JSON.stringify({ event: 'clear', streamSid: message.streamSid }));
    });
    const { notices, sid, ended } = await streaming(
      `<Start><Stream url="${socket.url}"/></Start><Pause length="2"/>`,
    );
    await ended(sid);
    expect(await notices()).toMatchObject([{ code: 31951 }]);
  });
});

describe('a stream that fails', () => {
  test('at the handshake', async () => {
    const refusing = await customer({ '/media': { status: 403 } });
    const { server, sid, ended, notices } = await streaming(connect(refusing.url.replace('http', 'ws')));
    await ended(sid);
    expect(await notices()).toMatchObject([{ code: 31920, level: 'error' }]);
    await expect
      .poll(() => server.fields('/stream'), poll)
      .toMatchObject([{ StreamEvent: 'stream-error', StreamError: expect.stringContaining('31920') }]);
    expect(server.at('/after')).toHaveLength(1);
  });

  test('where nobody listens', async () => {
    const { sid, ended, notices } = await streaming(connect('ws://127.0.0.1:1'));
    await ended(sid);
    expect(await notices()).toMatchObject([{ code: 31901 }]);
  });

  test('in the middle, when the connection breaks', async () => {
    const socket = await listener((message, ws) => message.media?.chunk === '5' && ws.terminate());
    const { sid, ended, notices } = await streaming(connect(socket.url));
    await ended(sid);
    expect(await notices()).toMatchObject([{ code: 31903 }]);
  });

  test('loses its query string, and is told so', async () => {
    const socket = await listener(closeAfter(2));
    const { sid, ended, notices } = await streaming(connect(`${socket.url}/a?token=1&amp;x=`));
    await ended(sid);
    expect(socket.handshakes[0]?.url).toBe('/a');
    expect(await notices()).toMatchObject([{ level: 'warning', message: expect.stringContaining('query') }]);
  });

  test('by a fault: a wrong signature, or no connection', async () => {
    const socket = await listener(closeAfter(2));
    const server = await customer({ '/voice': connect(socket.url), '/after': '<Hangup/>' });
    const on = await twilioForTest();
    await on.number({ voiceUrl: `${server.url}/voice` });
    const call = async (kind: 'bad-signature' | 'lost') => {
      on.sandbox.faults.clear();
      on.sandbox.faults.add({ kind, vendor: 'twilio', direction: 'out', route: 'stream' });
      await on.ended(await on.calledBy(silent));
    };
    await call('bad-signature');
    const signature = String(socket.handshakes[0]?.headers['x-twilio-signature']);
    expect(validateRequest(firstAccount.authToken, signature, `${socket.url}/media`, {})).toBe(false);
    await call('lost');
    expect(socket.handshakes).toHaveLength(1);
  });
});

test('the slash that is sometimes signed is signed where that is set', async () => {
  const socket = await listener(closeAfter(2));
  const server = await customer({ '/voice': connect(socket.url), '/after': '<Hangup/>' });
  const on = await twilioForTest();
  await on.number({ voiceUrl: `${server.url}/voice` });
  await on.settings({ handshakeSlash: true });
  await on.ended(await on.calledBy(silent));
  const signature = String(socket.handshakes[0]?.headers['x-twilio-signature']);
  expect(validateRequest(firstAccount.authToken, signature, `${socket.url}/media`, {})).toBe(false);
  expect(validateRequest(firstAccount.authToken, signature, `${socket.url}/media/`, {})).toBe(true);
});
