/** A query parameter that there is not is told, wherever something is asked by a query, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { unknownQueryGuard } from '../../../src/routes/frame/unknown-query.ts';
import { table } from '../../../src/routes/table.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const ask = async (path: string, headers: Record<string, string> = { ...world.headers }) => {
  const answer = await house.fetch(path, { headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe('400', () => {
  test('a misspelt parameter is named, with those that there are', async () => {
    const { status, body } = await ask('/v1/calls?statuz=failed&limit=2');
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(body.details).toEqual([
      {
        path: 'query.statuz',
        message: expect.stringMatching(/what can be asked here: status, .*\blimit, cursor$/),
      },
    ]);
  });

  test('each of several, and no longer than is of use', async () => {
    const long = 'x'.repeat(500);
    const { body } = await ask(`/v1/tenants?q=1&${long}=2`);
    expect(body.details).toMatchObject([{ path: 'query.q' }, { path: `query.${long.slice(0, 64)}` }]);
  });

  test('where nothing is asked by a query', async () => {
    expect(await ask('/v1/quotas?tenant=mine')).toMatchObject({
      status: 400,
      body: {
        details: [{ path: 'query.tenant', message: 'is not known; nothing is asked by a query here' }],
      },
    });
  });
});

test('401: nobody learns what can be asked who may not ask', async () => {
  expect((await ask('/v1/calls?statuz=failed', {})).status).toBe(401);
});

test('a page, and what is asked for again and again, takes what comes', async () => {
  expect((await house.fetch('/live?utm_source=mail')).status).toBe(200);
  expect((await house.fetch('/health?at=12')).status).toBe(200);
});

test('all of the API is looked after, and nothing else: what providers add to an address is theirs', () => {
  for (const row of table)
    expect([row.url, unknownQueryGuard(row) !== undefined]).toEqual([row.url, row.url.startsWith('/v1/')]);
});

test('a query whose names nobody can know ends the start', () => {
  const schema = { querystring: z.record(z.string(), z.string()), response: {} };
  expect(() => unknownQueryGuard({ url: '/v1/things', schema })).toThrow('/v1/things: a query has to be');
});
