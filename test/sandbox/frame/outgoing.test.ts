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
  const { url, received, connections } = await receiver((each, response) => {
    response.end();
    // The kept connection goes away just after the answer, without a word.
    if (each.body === 'last') setTimeout(() => response.socket?.resetAndDestroy(), 5);
  });
  for (const body of ['1', '2', 'last']) await sandbox.send({ ...news, url, body });
  expect(connections()).toBe(1);
  for (let index = 0; index < 5; index += 1) {
    expect(await sandbox.send({ ...news, url, body: 'last', key: String(index) })).toMatchObject({
      status: 200,
    });
    await new Promise((resolve) => setTimeout(resolve, index * 3));
  }
  expect(received).toHaveLength(8);
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
  const failure = async (url: string) =>
    sandbox
      .send({ ...news, url, patience: { responseMs: 50 } })
      .then((result) => !result.answered && result.failure);
  expect(await failure(`${silent.url}/`)).toBe('timeout');
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
