/** Customers' servers that hang, cut, flood, circle and answer nonsense: the call ends, and so does the sandbox. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { writeWav } from '../../../../sandbox/speech/wav.ts';
import { eventually } from '../../helpers/frame.ts';
import { ours, poll, theirs, twilioForTest } from '../../helpers/twilio.ts';

type Answer = (response: ServerResponse, socket: Socket, here: string) => unknown;

/** Of the scene: whoever goes on for ever is ended after that. */
const longestSec = 60;

async function serverFor(answer: Answer) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(response, request.socket, `http://${request.headers.host}${request.url}`));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Calls to somebody patient, all at once, each until nothing of it goes on any more. */
async function called(entries: readonly ({ url: string } | { twiml: string })[]) {
  const logged: string[] = [];
  const on = await twilioForTest({ speed: 50, log: (line) => logged.push(line) });
  await on.number();
  on.person(theirs, { ringing: { kind: 'answers', afterMs: 0 }, patienceMs: 1e9, steps: [] });
  const calls = entries.map(async (entry) => {
    const { sid } = await on.client.calls.create({ to: theirs, from: ours, timeLimit: longestSec, ...entry });
    const { status, duration } = await on.ended(sid);
    await on.sandbox.background.settled(sid);
    return { sid, status, durationSec: Number(duration) };
  });
  const ended = await Promise.all(calls);
  const { body } = await on.control('GET', '/notices');
  const notices = body.notices as { callSid: string; code?: number; message: string }[];
  return {
    on,
    logged,
    calls: ended.map((call) => ({ ...call, notices: notices.filter(({ callSid }) => callSid === call.sid) })),
  };
}

async function oneCalled(entry: { url: string } | { twiml: string }) {
  const { calls, ...others } = await called([entry]);
  const [call] = calls;
  if (call === undefined) throw new Error('nobody was called');
  return { ...call, ...others };
}

const xml = (response: ServerResponse, body: string) =>
  response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
const twiml = (body: string | ((here: string) => string)): Answer => {
  return (response, _socket, here) =>
    xml(response, `<Response>${typeof body === 'string' ? body : body(here)}</Response>`);
};
const forEver = (write: (response: ServerResponse) => boolean): Answer => {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    const timer = setInterval(() => {
      while (write(response)) {
        // As much as the connection takes.
      }
    }, 5);
    response.on('close', () => clearInterval(timer));
  };
};
const megabyte = Buffer.alloc(1_048_576, 32);
const nested = (tag: string, times: number, inside = '') =>
  `<${tag}>`.repeat(times) + inside + `</${tag}>`.repeat(times);
const entities = '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Response><Say>&b;</Say></Response>';

const soon = '#rt=300&tt=600';
const hostile: [what: string, code: number, answer: Answer, fragment?: string][] = [
  ['nothing, and holds on', 11205, () => undefined, soon],
  [
    'half, and cuts',
    11205,
    (response) => response.writeHead(200, { 'content-length': 9 }).write('<') && response.destroy(),
  ],
  ['a byte now and then', 11205, forEver((response) => response.write(' ') && false), soon],
  ['without end', 11750, forEver((response) => response.write(megabyte))],
  [
    'a header that is none',
    11205,
    (_response, socket) => socket.end('HTTP/1.1 200 OK\r\nBad Header\r\n\r\n'),
  ],
  [
    'headers without end',
    11205,
    (_response, socket) => socket.end(`HTTP/1.1 200 OK\r\n${`a: ${'b'.repeat(999)}\r\n`.repeat(99)}\r\n`),
  ],
  ['go there, which is here', 11215, (response) => response.writeHead(302, { location: '/' }).end()],
  ['go where nobody can', 11100, (response) => response.writeHead(302, { location: 'ftp://x/' }).end()],
  ['elements in elements without end', 12100, twiml(nested('Say', 4_000, 'x'))],
  ['entities that multiply', 12100, (response) => xml(response, entities)],
  ['bytes that are no text', 12100, (response) => xml(response, '\u0000<<<>>>')],
  ['more than a document may have', 11750, twiml('<Hangup/>'.repeat(10_000))],
  ['ten thousand verbs that are none', 12200, twiml('<X/>'.repeat(10_000))],
  ['a sentence that takes an hour', 13520, twiml(`<Say>${'word '.repeat(10_000)}</Say>`)],
];

test('whatever is answered, the call ends, and it is said what was wrong', async () => {
  const servers = await Promise.all(hostile.map(([, , answer]) => serverFor(answer)));
  const { calls, logged } = await called(
    servers.map(({ address }, index) => ({ url: `http://${address}/${hostile[index]?.[3] ?? ''}` })),
  );
  const said = calls.map(({ status, notices }) => [status, ...new Set(notices.map(({ code }) => code))]);
  expect(Object.fromEntries(hostile.map(([what], index) => [what, said[index]]))).toEqual(
    Object.fromEntries(hostile.map(([what, code]) => [what, ['completed', code]])),
  );
  expect(logged).toEqual([]);
});

const circles: [what: string, answer: Answer][] = [
  ['with a pause', twiml((here) => `<Pause length="1"/><Redirect>${here}</Redirect>`)],
  ['with nothing to say', twiml((here) => `<Say/><Redirect>${here}</Redirect>`)],
  ['of questions', twiml((here) => `<Gather timeout="0" actionOnEmptyResult="true" action="${here}"/>`)],
  ['of calls', twiml((here) => `<Dial timeout="1" action="${here}">+14155550123</Dial>`)],
  [
    'of streams that nobody takes',
    twiml((here) => `<Connect action="${here}"><Stream url="ws://127.0.0.1:1/"/></Connect>`),
  ],
  ['of one sentence', twiml('<Say loop="0">Again.</Say>')],
  ['that takes longer than any call', twiml('<Say><break time="99999999999999999999s"/></Say>')],
];

test('a circle ends with the time of its call', async () => {
  const servers = await Promise.all(circles.map(([, answer]) => serverFor(answer)));
  const { calls, logged } = await called(servers.map(({ address }) => ({ url: `http://${address}/` })));
  for (const [index, { status, durationSec }] of calls.entries()) {
    expect([circles[index]?.[0], status, durationSec >= longestSec]).toEqual([
      circles[index]?.[0],
      'completed',
      true,
    ]);
  }
  expect(logged).toEqual([]);
});

test('a sound file of a rate that none has cannot be decoded', async () => {
  const rates = [1, 1_000, 8_001, 2_147_483_647];
  const servers = await Promise.all(
    rates.map((sampleRate) => {
      const file = writeWav({ channels: [new Int16Array(50)], sampleRate });
      return serverFor((response) => response.writeHead(200, { 'content-type': 'audio/wav' }).end(file));
    }),
  );
  const { calls } = await called(servers.map(({ address }) => ({ url: `http://${address}/` })));
  for (const { notices } of calls) {
    expect(notices.map(({ message }) => message)).toEqual([expect.stringContaining('cannot decode')]);
  }
});

describe('media sockets', () => {
  const streamTo = (address: string) =>
    `<Response><Connect><Stream url="ws://${address}/"/></Connect></Response>`;
  const streamedTo = async (behave: Behaviour) => {
    const { address } = await serverWith(behave);
    return oneCalled({ twiml: streamTo(address) });
  };

  test('garbage is said to be that, and the call goes on', async () => {
    const { durationSec, notices, logged } = await streamedTo((socket, streamSid) => {
      const messages = [
        '',
        '{',
        'null',
        '7',
        '[]',
        '{"event":"media"}',
        '{"event":"__proto__"}',
        Buffer.from([0, 255]),
      ];
      for (const message of messages) socket.send(message);
      socket.send(JSON.stringify({ event: 'media', streamSid, media: { payload: '!!!' } }));
      socket.send(JSON.stringify({ event: 'clear', streamSid: 'MZ0' }));
    });
    expect(notices.map(({ code }) => code)).toEqual(Array(10).fill(31951));
    expect([durationSec >= longestSec, logged]).toEqual([true, []]);
  });

  test('sound without end is not kept without end, and that is said once', async () => {
    const { address } = await serverWith((socket, streamSid) => {
      const payload = Buffer.alloc(480_000, 0x7f).toString('base64');
      for (let minute = 0; minute < 30; minute += 1) {
        socket.send(JSON.stringify({ event: 'media', streamSid, media: { payload } }));
      }
      socket.send('the end');
    });
    const on = await twilioForTest({ speed: 2 });
    await on.number();
    on.person(theirs, { ringing: { kind: 'answers', afterMs: 0 }, patienceMs: 1e9, steps: [] });
    const { sid } = await on.client.calls.create({ to: theirs, from: ours, twiml: streamTo(address) });
    const codes = async () => {
      const { body } = await on.control('GET', '/notices');
      return (body.notices as { code: number }[]).map(({ code }) => code);
    };
    await expect.poll(codes, poll).toContain(31951);
    expect(await codes()).toEqual([31930, 31951]);
    await on.client.calls(sid).update({ status: 'completed' });
  });

  test.each<[string, number, (socket: WebSocket) => void]>([
    ['a message that is too large', 31924, (socket) => socket.send('x'.repeat(2_000_000))],
    ['a frame that is none', 31924, (socket) => rawSocketOf(socket).write(Buffer.alloc(4, 0xff))],
    ['a cut connection', 31903, (socket) => socket.terminate()],
  ])('%s ends the stream', async (_what, code, behave) => {
    const { status, notices } = await streamedTo(behave);
    expect([status, notices.map((notice) => notice.code)]).toEqual(['completed', [code]]);
  });

  test('who never reads and never closes does not keep the sandbox from closing', async () => {
    const { on } = await streamedTo((socket) => {
      rawSocketOf(socket).pause();
      rawSocketOf(socket).write = () => true;
    });
    const began = performance.now();
    await on.sandbox.close();
    // A socket that is closed politely waits half a minute for the other side. What is left open fails this file.
    expect(performance.now() - began).toBeLessThan(20_000);
    await eventually(() => (on.sandbox.phones.calls.size === 0 ? true : undefined));
  });
});

type Behaviour = (socket: WebSocket, streamSid: string) => void;

/** Behaves so as soon as a stream has started. */
async function serverWith(behave: Behaviour) {
  const { server, address } = await serverFor(() => undefined);
  const sockets = new WebSocketServer({ server });
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { event: string; streamSid: string };
      if (message.event === 'start') behave(socket, message.streamSid);
    });
  });
  return { address };
}

function rawSocketOf(socket: WebSocket): Socket {
  return Reflect.get(socket, '_socket') as Socket;
}
