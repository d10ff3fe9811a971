/** What leaves the sandbox, as the receiver sees it. */
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { receiver, sandboxForTest } from '../helpers/frame.ts';

const news = { vendor: 'echo', kind: 'news' };

test('the address is sent letter for letter, without its fragment', async () => {
  const sandbox = await sandboxForTest({ vendors: [] });
  const { url, received } = await receiver();
  const path = "/a%20b/%7e/..;x=1/'(*)'?q=a+b&q=%C3%BC&empty=&&x";
  await sandbox.send({ ...news, url: `${url}${path}#rc=2&rp=all` });
  await sandbox.send({ ...news, url, method: 'GET' });
  expect(received.map((each) => each.url)).toEqual([path, '/']);
  expect(received.map((each) => `http://${each.headers.host}`)).toEqual([url, url]);
});

test('connections are kept, and one that the receiver gave up is replaced unseen', async () => {
  const sandbox = await sandboxForTest({ vendors: [] });
  const used = new WeakSet<object>();
  const { url, received, connections } = await receiver(({ body }, response) => {
    const { socket } = response;
    if (body === 'too late' && socket !== null && used.has(socket)) socket.resetAndDestroy();
    else response.end();
    if (socket !== null) used.add(socket);
  });
  for (const body of ['1', '2', '3']) await sandbox.send({ ...news, url, body });
  expect(connections()).toBe(1);
  expect(await sandbox.send({ ...news, url, body: 'too late' })).toMatchObject({
    answered: true,
    status: 200,
  });
  expect(connections()).toBe(2);
  expect(received.map(({ body }) => body)).toEqual(['1', '2', '3', 'too late', 'too late']);
});

test('each way to fail has its name', async () => {
  const sandbox = await sandboxForTest({ vendors: [] });
  const silent = await receiver(() => undefined);
  const cutting = await receiver((_each, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 5);
  });
  const closed = await unusedPort();
  const failure = async (url: string, patience = {}) =>
    sandbox.send({ ...news, url, patience }).then((result) => !result.answered && result.failure);
  expect(await failure(`${silent.url}/`, { responseMs: 50 })).toBe('timeout');
  expect(await failure(`${silent.url}/`, { totalMs: 50 })).toBe('timeout');
  expect(await failure(`${cutting.url}/`)).toBe('cut');
  expect(await failure(`http://127.0.0.1:${closed}/`)).toBe('connect');
  expect(await failure('ftp://127.0.0.1/')).toBe('connect');
  expect(await failure('no address')).toBe('connect');
  expect(await failure(`${silent.url}/ with spaces`)).toBe('connect');
});

test('the journal holds what went out and what came back', async () => {
  const sandbox = await sandboxForTest({ vendors: [] });
  const { url } = await receiver((_each, response) =>
    response.writeHead(422, { 'x-why': 'no' }).end('refused'),
  );
  const headers = { authorization: 'Bearer shown' };
  const { entry } = await sandbox.send({
    ...news,
    subject: 'call-1',
    attempt: 3,
    url: `${url}/x`,
    headers,
    body: '{}',
  });
  expect(sandbox.journal.list()).toEqual([entry]);
  expect(entry).toMatchObject({
    direction: 'out',
    vendor: 'echo',
    route: 'news',
    subject: 'call-1',
    attempt: 3,
    url: `${url}/x`,
    requestHeaders: headers,
    requestBody: '{}',
    status: 422,
    responseHeaders: { 'x-why': 'no' },
    responseBody: 'refused',
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
