/** A client that dribbles does not hold a connection for as long as it likes. No test says how long it took. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { ErrorAnswer } from '../../src/contract/error.ts';
import { testApp } from '../helpers/app.ts';
import { answersIn, type Exchange, exchange, receives } from '../helpers/raw.ts';
import { echoRoute, slowRoute } from './support/rows.ts';

const never = 250_000;
const patient = { headersMs: never, requestMs: never, silenceMs: never, keepAliveMs: never, checkMs: 20 };
const routes = [echoRoute, slowRoute];
const impatientOf = (limits: Partial<typeof patient>) =>
  testApp({ routes, limits: { ...patient, ...limits } });

/** Sends a byte now and then until the other side has had enough. */
function dribble({ socket, closed }: Exchange, byte: string): Promise<string> {
  const timer = setInterval(() => socket.write(byte), 10);
  onTestFinished(() => clearInterval(timer));
  return closed.finally(() => clearInterval(timer));
}

function timedOut(received: string): void {
  const [answer] = answersIn(received);
  expect(answer?.status).toBe(408);
  expect(ErrorAnswer.parse(JSON.parse(answer?.body ?? '')).code).toBe('REQUEST_TIMEOUT');
}

describe('408', async () => {
  const slowHeaders = await impatientOf({ headersMs: 100 });
  const slowBodies = await impatientOf({ requestMs: 100, headersMs: 100 });

  test('headers that do not end', async () => {
    const client = exchange(slowHeaders.port, 'GET /health HTTP/1.1\r\nhost: x\r\nx-long: ');
    timedOut(await dribble(client, 'a'));
  });

  test('a body that does not end', async () => {
    const head =
      'POST /test/echo/call_1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';
    timedOut(await dribble(exchange(slowBodies.port, head), 'a'));
  });

  test('a request that never begins', async () => {
    timedOut(await exchange(slowHeaders.port).closed);
  });
});

describe('the connection is closed', async () => {
  const quiet = await impatientOf({ silenceMs: 100 });
  const brief = await impatientOf({ keepAliveMs: 1 });

  test('when nothing at all moves on it', async () => {
    expect(await exchange(quiet.port).closed).toBe('');
  });

  test('when it is idle after an answer', async () => {
    const client = exchange(brief.port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await receives(client, '"health"');
    const [answer] = answersIn(await client.closed);
    expect(answer?.status).toBe(200);
  });
});
