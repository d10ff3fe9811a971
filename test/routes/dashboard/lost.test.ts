/** An address at which there is nothing: people see a page that says so, programs are answered as everywhere. */
import { expect, test } from 'vitest';
import { testApp } from '../../helpers/app.ts';

const house = await testApp();
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ask = (path: string, accept: string, method = 'GET') =>
  house.fetch(path, { method, headers: { accept } });

test.each(['/nowhere', '/calls/one/two', '/v2/calls', '/hooksandmore'])(
  '404 with the page of the dashboard, for who looks at it: %s',
  async (path) => {
    const answer = await ask(path, browser);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('<div id="root">');
  },
);

test.each([
  ['/nowhere', 'application/json', 'GET'],
  ['/nowhere', '*/*', 'GET'],
  ['/nowhere', browser, 'POST'],
  ['/v1', browser, 'GET'],
  ['/v1/nowhere', browser, 'GET'],
  ['/v1?html', browser, 'GET'],
  ['/hooks/nowhere', browser, 'GET'],
])('404 in JSON, for a program: %s as %s by %s', async (path, accept, method) => {
  const answer = await ask(path, accept, method);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND', requestId: expect.any(String) });
});
