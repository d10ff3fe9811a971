/** What is asked, of whom exactly, and what comes back: over real sockets and a real name server. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openNames } from '../../../src/providers/http/names.ts';
import { type OutboundLimits, openOutbound } from '../../../src/providers/http.ts';
import { freePort } from '../../helpers/free-port.ts';
import { nameServer } from '../../helpers/name-server.ts';

const file = (name: string) => readFileSync(new URL(`../../support/tls/${name}`, import.meta.url), 'utf8');
const [cert, key] = [file('hooks.example.crt'), file('hooks.example.key')];

interface Options {
  allowed?: string[];
  servers?: string[];
  limits?: Partial<OutboundLimits>;
}

function outbound({ allowed = ['127.0.0.0/8'], servers = ['127.0.0.1:1'], limits = {} }: Options = {}) {
  const config = { EGRESS_PORTS: [443, 8443], EGRESS_ALLOWED_NETWORKS: allowed };
  const opened = openOutbound(config, { names: openNames(servers), limits });
  onTestFinished(() => opened.close());
  return opened;
}

async function listening<S extends Server>(server: S, { host = '127.0.0.1', port = 0 } = {}) {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await once(server.listen(port, host), 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

const http = (listener: RequestListener, at?: { host?: string; port?: number }) =>
  listening(createHttpServer(listener), at);
const tcp = (onSocket: (socket: Socket) => void) => listening(createTcpServer(onSocket));

const unreachable = { code: 'ADDRESS_UNREACHABLE', status: 502, retryable: true };

test('a request arrives as it was meant, and its answer comes back', async () => {
  const got: unknown[] = [];
  const { port } = await http(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    got.push([method, url, headers['x-mine'], headers.host, Buffer.concat(chunks).toString()]);
    response.writeHead(201, { 'x-theirs': 'yes' }).end('made');
  });
  const answer = await outbound().request({
    method: 'POST',
    url: `http://127.0.0.1:${port}/a%20path?b=1`,
    headers: { 'x-mine': 'yes' },
    body: '{"a":"ö"}',
  });
  expect(got).toEqual([['POST', '/a%20path?b=1', 'yes', `127.0.0.1:${port}`, '{"a":"ö"}']]);
  expect(answer).toMatchObject({ status: 201, headers: { 'x-theirs': 'yes' }, truncated: false });
  expect(answer.body.toString()).toBe('made');
});

describe('by TLS', () => {
  async function hooks() {
    const { port } = await listening(
      createHttpsServer({ cert, key }, (_request, response) => response.end('safe')),
    );
    const { server } = await nameServer((_name, family) => (family === 4 ? ['127.0.0.1'] : []));
    return { port, guard: outbound({ servers: [server] }) };
  }

  test('the certificate has to be that of the name, though the connection goes to an address', async () => {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const { port, guard } = await hooks();
    const answer = await guard.request({ method: 'GET', url: `https://hooks.example:${port}/` });
    expect(answer.body.toString()).toBe('safe');
    const other = guard.request({ method: 'GET', url: `https://other.example:${port}/` });
    await expect(other).rejects.toMatchObject({
      ...unreachable,
      message: expect.stringContaining('certificate'),
    });
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const { port, guard } = await hooks();
    const asked = guard.request({ method: 'GET', url: `https://hooks.example:${port}/` });
    await expect(asked).rejects.toMatchObject({
      ...unreachable,
      message: expect.stringContaining('certificate'),
    });
  });
});

describe('a name that changes', () => {
  test('between the check and the connection: what is connected to is what was looked up then, and checked', async () => {
    const { port, connections } = await http((_request, response) => response.end('ours'));
    const { server } = await nameServer((_name, family, time) =>
      family === 6 ? [] : time === 1 ? ['127.0.0.9'] : ['127.0.0.1'],
    );
    const guard = outbound({ allowed: ['127.0.0.9'], servers: [server] });
    const url = `http://hooks.example:${port}/`;
    await guard.check(url);
    await expect(guard.request({ method: 'GET', url })).rejects.toMatchObject({
      code: 'ADDRESS_NOT_ALLOWED',
    });
    expect(connections()).toBe(0);
  });

  test('with every answer: one lookup for a connection, and the connection goes to its answer', async () => {
    const { port, connections } = await http((_request, response) => response.end('forbidden'));
    const allowed = await http(
      (_request, response) => response.setHeader('connection', 'close').end('allowed'),
      {
        host: '127.0.0.9',
        port,
      },
    );
    const { server, asked } = await nameServer((_name, family, time) =>
      family === 6 ? [] : [time % 2 === 1 ? '127.0.0.9' : '127.0.0.1'],
    );
    const guard = outbound({ allowed: ['127.0.0.9'], servers: [server] });
    const answers: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const asking = guard.request({ method: 'GET', url: `http://hooks.example:${port}/` });
      answers.push(
        await asking.then(
          ({ body }) => body.toString(),
          ({ code }) => code,
        ),
      );
    }
    expect(answers).toEqual([
      'allowed',
      'ADDRESS_NOT_ALLOWED',
      'allowed',
      'ADDRESS_NOT_ALLOWED',
      'allowed',
      'ADDRESS_NOT_ALLOWED',
    ]);
    expect([connections(), allowed.connections()]).toEqual([0, 3]);
    expect(asked.filter(({ family }) => family === 4)).toHaveLength(6);
  });

  test('one bad answer among good ones: nobody is connected to', async () => {
    const { port, connections } = await http((_request, response) => response.end('ours'));
    const { server } = await nameServer((_name, family) => (family === 4 ? ['127.0.0.1', '127.0.0.2'] : []));
    const guard = outbound({ allowed: ['127.0.0.1'], servers: [server] });
    const asking = guard.request({ method: 'GET', url: `http://hooks.example:${port}/` });
    await expect(asking).rejects.toMatchObject({ code: 'ADDRESS_NOT_ALLOWED' });
    expect(connections()).toBe(0);
  });
});

test('a redirect is an answer, and not followed', async () => {
  const seen: (string | undefined)[] = [];
  const { port } = await http((request, response) => {
    seen.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  const answer = await outbound().request({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: 'x' });
  expect([answer.status, seen]).toEqual([307, ['/']]);
});

test('a proxy of the environment is not used', async () => {
  const { port, connections } = await http((_request, response) => response.end('direct'));
  const proxy = await http((_request, response) => response.end('proxy'));
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])
    vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`);
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { body } = await outbound().request({ method: 'GET', url: `http://127.0.0.1:${port}/` });
  expect([body.toString(), connections(), proxy.connections()]).toEqual(['direct', 1, 0]);
});

describe('what the other side may spend', () => {
  test('of a body without end the beginning is kept, and the connection ended', async () => {
    const gone = Promise.withResolvers<void>();
    const { port } = await http((_request, response) => {
      response.on('close', gone.resolve);
      response.on('error', () => undefined);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024, 'x')));
      };
      response.on('drain', more);
      more();
    });
    const answer = await outbound({ limits: { bodyBytes: 1_000 } }).request({
      method: 'GET',
      url: `http://127.0.0.1:${port}/`,
    });
    expect([answer.status, answer.truncated, answer.body.length]).toEqual([200, true, 1_000]);
    await gone.promise;
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['no answer', (socket) => void socket.resume(), 'did not answer in time'],
    [
      'an answer that stops in the middle',
      (socket) => void socket.resume().write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'),
      'did not answer in time',
    ],
    [
      'an answer that is cut',
      (socket) => void socket.resume().end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'),
      'ended the connection before its answer was whole',
    ],
    [
      'an end instead of an answer',
      (socket) => void socket.resume().end(),
      'ended the connection before its answer was whole',
    ],
    [
      'something that is no HTTP',
      (socket) => void socket.once('data', () => socket.write('220 mail.example ESMTP\r\n')),
      'answered something that is no HTTP',
    ],
    [
      'headers without end',
      (socket) => void socket.resume().write(`HTTP/1.1 200 OK\r\n${'x-more: yes\r\n'.repeat(5_000)}`),
      'answered something that is no HTTP',
    ],
  ])('%s', async (_name, behave, words) => {
    const { port } = await tcp(behave);
    const guard = outbound({ limits: { silenceMs: 300 } });
    const asking = guard.request({ method: 'GET', url: `http://127.0.0.1:${port}/` });
    await expect(asking).rejects.toMatchObject({ ...unreachable, message: `The address ${words}.` });
  });

  test('an answer that never ends, a byte at a time', async () => {
    const { port } = await tcp((socket) => {
      socket.resume().write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const guard = outbound({ limits: { totalMs: 400 } });
    const asking = guard.request({ method: 'GET', url: `http://127.0.0.1:${port}/` });
    await expect(asking).rejects.toMatchObject({
      ...unreachable,
      message: 'The address did not answer in time.',
    });
  });

  test('a name server that never answers', async () => {
    const { server } = await nameServer(() => undefined);
    const guard = outbound({ servers: [server], limits: { connectMs: 300 } });
    const asking = guard.request({ method: 'GET', url: 'https://hooks.example/' });
    await expect(asking).rejects.toMatchObject(unreachable);
  });
});

test('nobody listens: the words name neither address nor port', async () => {
  const port = await freePort();
  const error = await outbound()
    .request({ method: 'GET', url: `http://127.0.0.1:${port}/` })
    .catch((thrown) => thrown);
  expect(error).toMatchObject({ ...unreachable, message: 'The address accepted no connection.' });
});

test('whoever asks may stop waiting', async () => {
  const { port } = await tcp((socket) => void socket.resume());
  const stop = new AbortController();
  const asking = outbound().request({ method: 'GET', url: `http://127.0.0.1:${port}/`, signal: stop.signal });
  stop.abort();
  await expect(asking).rejects.toMatchObject({ code: 'ADDRESS_UNREACHABLE' });
});
