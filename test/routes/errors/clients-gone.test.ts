/** Clients that leave in the middle are none of our errors, and leave nothing behind. */
import { expect, test } from 'vitest';
import { testApp } from '../../helpers/app.ts';
import { exchange } from '../../helpers/raw.ts';
import { echoRoute, failLateRoute, slowRoute } from '../support/rows.ts';

const app = await testApp({ routes: [echoRoute, failLateRoute, slowRoute] });

test('one that leaves in the middle of its body', async () => {
  const head =
    'POST /test/echo/call_1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"from"';
  const { socket } = exchange(app.port, head);
  await expect.poll(() => app.http.underWay.size).toBe(1);
  socket.resetAndDestroy();
  await expect.poll(() => app.http.underWay.size).toBe(0);
  await expect
    .poll(() => app.lines.find(({ metadata }) => metadata?.route === '/test/echo/:id'))
    .toMatchObject({ level: 'info', metadata: { status: 499, aborted: true } });
});

test('one that does not wait for its answer', async () => {
  const { socket } = exchange(app.port, 'GET /test/slow/2000 HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => app.http.underWay.size).toBe(1);
  socket.destroy();
  await expect
    .poll(() => app.lines.find(({ metadata }) => metadata?.route === '/test/slow/:ms'))
    .toMatchObject({
      level: 'info',
      message: 'the connection ended before the answer',
      metadata: { status: 499, aborted: true },
    });
});

test('a fault of ours that shows only when the client has gone is told all the same', async () => {
  const { socket } = exchange(app.port, 'GET /test/fail-late HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => app.http.underWay.size).toBe(1);
  socket.destroy();
  await expect
    .poll(() => app.takeErrors())
    .toMatchObject([
      { message: 'failed after the client had gone', metadata: { error: { message: 'too late' } } },
    ]);
});
