import { describe, expect, test } from 'vitest';
import { ErrorAnswer } from '../../../src/contract/error.ts';
import { testApp } from '../../helpers/app.ts';
import { echoRoute, failRoute, leakRoute } from '../support/rows.ts';

const routes = [echoRoute, failRoute, leakRoute];
const app = await testApp({ routes });
const production = await testApp({ routes, env: { NODE_ENV: 'production' } });

async function failureOf(response: Response, status: number, code: string): Promise<ErrorAnswer> {
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const answer = ErrorAnswer.strict().parse(await response.json());
  expect({ status: response.status, code: answer.code }).toEqual({ status, code });
  expect(answer.requestId).toBe(response.headers.get('x-request-id'));
  return answer;
}

const json = { 'content-type': 'application/json' };
const echo = (path: string, body: string, headers: Record<string, string> = json) =>
  app.fetch(path, { method: 'POST', body, headers });
const fail = (how: string, { fetch } = app) => fetch(`/test/fail/${how}`);

describe('200', () => {
  test('what fits passes, and only what the contract knows leaves', async () => {
    const response = await echo('/test/echo/call_1', JSON.stringify({ from: '+1555', more: 1 }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ id: 'call_1', body: { from: '+1555' } });
    expect(await (await app.fetch('/test/leak/more')).json()).toEqual({ shown: 'yes' });
  });
});

describe('400', () => {
  test('a field of the body, deep inside, is named by its path', async () => {
    const body = JSON.stringify({ from: 'nobody', lines: [{ text: 'a' }, { text: 1 }] });
    const { details } = await failureOf(await echo('/test/echo/call_1', body), 400, 'VALIDATION_FAILED');
    expect(details).toEqual([
      { path: 'body.from', message: 'a number such as +15550100' },
      { path: 'body.lines.1.text', message: expect.stringContaining('expected string') },
    ]);
  });

  test('so is one of the query, and one of the address', async () => {
    const good = JSON.stringify({ from: '+1555' });
    const query = await failureOf(await echo('/test/echo/call_1?limit=101', good), 400, 'VALIDATION_FAILED');
    expect(query.details).toMatchObject([{ path: 'query.limit' }]);
    const params = await failureOf(await echo('/test/echo/x', good), 400, 'VALIDATION_FAILED');
    expect(params.details).toMatchObject([{ path: 'params.id' }]);
  });

  test.each(['{', '', '{"from":"+1"', '\u0000', '{"__proto__":{"x":1}}'])(
    'a body that is no JSON: %j',
    async (body) => {
      const { details } = await failureOf(await echo('/test/echo/call_1', body), 400, 'VALIDATION_FAILED');
      expect(details).toMatchObject([{ path: 'body' }]);
    },
  );

  test('no body at all', async () => {
    const response = await app.fetch('/test/echo/call_1', { method: 'POST' });
    const { details } = await failureOf(response, 400, 'VALIDATION_FAILED');
    expect(details).toMatchObject([{ path: 'body' }]);
  });

  test('an address that cannot be decoded', async () => {
    await failureOf(await app.fetch('/test/fail/%E0%A4%A'), 400, 'BAD_REQUEST');
  });
});

describe('401', () => {
  test('says how to prove who one is', async () => {
    const response = await fail('notAuthenticated');
    await failureOf(response, 401, 'NOT_AUTHENTICATED');
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('404', () => {
  test.each(['/nowhere', '//', `/test/fail/${'x'.repeat(500)}`])('nothing is at %.20s', async (path) => {
    await failureOf(await app.fetch(path), 404, 'NOT_FOUND');
  });

  test('a body is not read where nothing is', async () => {
    const response = await app.fetch('/nowhere', { method: 'POST', body: '{', headers: json });
    await failureOf(response, 404, 'NOT_FOUND');
  });

  test('a service that finds nothing', async () => {
    const { error } = await failureOf(await fail('notFound'), 404, 'NOT_FOUND');
    expect(error).toBe('There is no such call.');
  });
});

describe('405', () => {
  test.each([
    ['DELETE', '/health', 'GET, HEAD'],
    ['OPTIONS', '/health', 'GET, HEAD'],
    ['GET', '/test/echo/call_1', 'POST'],
    ['PATCH', '/test/echo/call_1', 'POST'],
  ])('%s %s says what is possible', async (method, path, allowed) => {
    const response = await app.fetch(path, { method });
    await failureOf(response, 405, 'METHOD_NOT_ALLOWED');
    expect(response.headers.get('allow')).toBe(allowed);
  });
});

describe('409', () => {
  test('a conflict', async () => {
    await failureOf(await fail('conflict'), 409, 'CONFLICT');
  });
});

describe('413', () => {
  const large = JSON.stringify({ from: `+${'1'.repeat(2000)}` });

  test('more than the route allows', async () => {
    const { error } = await failureOf(await echo('/test/echo/call_1', large), 413, 'PAYLOAD_TOO_LARGE');
    expect(error).toContain('1024 bytes');
  });

  test('also where the length is not said beforehand', async () => {
    const response = await app.fetch('/test/echo/call_1', {
      method: 'POST',
      headers: json,
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    await failureOf(response, 413, 'PAYLOAD_TOO_LARGE');
  });
});

describe('415', () => {
  test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense'])(
    '%s',
    async (type) => {
      const response = await echo('/test/echo/call_1', '{}', { 'content-type': type });
      await failureOf(response, 415, 'UNSUPPORTED_MEDIA_TYPE');
    },
  );

  test('a body that is packed', async () => {
    const response = await echo('/test/echo/call_1', 'x', { ...json, 'content-encoding': 'gzip' });
    await failureOf(response, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
});

describe('429', () => {
  test('says when to come back', async () => {
    const response = await fail('rateLimited');
    await failureOf(response, 429, 'RATE_LIMITED');
    expect(response.headers.get('retry-after')).toBe('7');
  });
});

describe('500', () => {
  test('what nobody foresaw is logged once, with its cause, and keeps it inside in production', async () => {
    const response = await fail('unforeseen', production);
    const answer = await failureOf(response, 500, 'INTERNAL_ERROR');
    expect(JSON.stringify(answer)).not.toContain('secret-host');
    expect(answer.internals).toBeUndefined();
    await production.lineOf(response);
    expect(production.takeErrors()).toMatchObject([
      {
        requestId: answer.requestId,
        message: 'answered',
        metadata: {
          route: '/test/fail/:how',
          status: 500,
          code: 'INTERNAL_ERROR',
          error: {
            type: 'TypeError',
            message: 'secret-host-7 is not iterable',
            cause: { message: 'deeper' },
          },
        },
      },
    ]);
  });

  test('outside of production the cause is shown as well', async () => {
    const response = await fail('unforeseen');
    const { internals } = await failureOf(response, 500, 'INTERNAL_ERROR');
    expect(internals).toMatchObject({ name: 'TypeError', message: 'secret-host-7 is not iterable' });
    await app.lineOf(response);
    expect(app.takeErrors()).toHaveLength(1);
  });

  test.each(['text', 'unknown', 'nothingness', 'reset'])('whatever is thrown: %s', async (how) => {
    for (const one of [production, app]) {
      const response = await fail(how, one);
      await failureOf(response, 500, 'INTERNAL_ERROR');
      await one.lineOf(response);
      expect(one.takeErrors()).toHaveLength(1);
    }
  });

  test('what the database said stays inside', async () => {
    const response = await fail('database', production);
    expect(JSON.stringify(await failureOf(response, 500, 'DATABASE_FAILED'))).not.toContain('E11000');
    await production.lineOf(response);
    expect(production.takeErrors()).toHaveLength(1);
  });

  test('an answer that breaks its own contract does not leave', async () => {
    const response = await production.fetch('/test/leak/less');
    await failureOf(response, 500, 'INTERNAL_ERROR');
    await production.lineOf(response);
    expect(production.takeErrors()).toHaveLength(1);
  });
});

describe('503', () => {
  test('says when to come back, keeps the cause inside, and logs it as a warning', async () => {
    const response = await fail('unavailable', production);
    const answer = await failureOf(response, 503, 'UNAVAILABLE');
    expect(response.headers.get('retry-after')).toBe('5');
    expect(JSON.stringify(answer)).not.toContain('10.1.2.3');
    expect(await production.lineOf(response)).toMatchObject({
      level: 'warn',
      metadata: { code: 'UNAVAILABLE', error: { message: 'socket 10.1.2.3 hung up' } },
    });
  });

  test('the database is away', async () => {
    await failureOf(await fail('databaseAway', production), 503, 'UNAVAILABLE');
  });
});
