/**
 * Personal data and secrets are put into every place of every route that takes something, by people of every kind, and
 * found nowhere afterwards: not in the log, in Redis, in an answer that refuses, or in a dead job.
 */
import { expect, test } from 'vitest';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import type { Route } from '../../../src/routes/frame/route.ts';
import { callerGuards } from '../../../src/routes/guards/callers.ts';
import { table } from '../../../src/routes/table.ts';
import { testApp } from '../../helpers/app.ts';
import { testDoors } from '../../helpers/doors.ts';
import { isLong } from '../../helpers/often.ts';
import { createTraces, planted } from '../../helpers/traces.ts';

const doors = testDoors();
// As it runs for everybody: elsewhere a refusal tells its cause, which says what was sent.
const env = {
  NODE_ENV: 'production',
  // Nobody is turned away before what they sent was looked at.
  RATE_LIMIT_REQUESTS: '1000000',
  RATE_LIMIT_LOGINS: '1000000',
  RATE_LIMIT_FAILURES: '1000000',
  RATE_LIMIT_CALLER_REQUESTS: '1000000',
};
const house = await testApp({ guards: callerGuards(doors), env });
const { app, fetch: ask } = house;
const traces = createTraces(house);

const tenantId = newId('ten');
const people: Readonly<Record<string, Record<string, string>>> = {
  nobody: {},
  'somebody with a key that is none': { 'x-api-key': planted.apiKey },
  'somebody with a token that is none': { authorization: planted.bearer },
  'an operator': { authorization: `Bearer ${doors.tokenOf('operator', tenantId)}` },
  'an administrator': { authorization: `Bearer ${doors.tokenOf('administrator', platformTenantId)}` },
};

async function send({ method, url }: Route, who: string, secret: string): Promise<void> {
  const path = url.replaceAll(/:\w+/g, () => encodeURIComponent(secret));
  const query = new URLSearchParams({ cursor: secret, search: secret, limit: secret });
  const bodies =
    method === 'GET'
      ? [undefined]
      : [
          JSON.stringify({ number: secret, email: secret, name: secret, password: secret }),
          `{"number":"${secret}`,
        ];
  for (const body of bodies) {
    const answer = await ask(`${path}?${query}`, {
      method,
      headers: {
        ...people[who],
        'x-tenant-id': secret.replaceAll(/[^\x20-\x7e]/g, ''),
        'user-agent': secret,
        cookie: `session=${encodeURIComponent(secret)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    await traces.note(`${method} ${url} by ${who}`, answer);
    await answer.text();
  }
}

test('what is sent to any route, by anybody, leaves no trace', { timeout: 300_000 }, async () => {
  const routes = table.filter(({ unlisted }) => unlisted !== true);
  for (const [at, route] of routes.entries()) {
    for (const who of Object.keys(people)) await send(route, who, Object.values(planted).join(' | '));
    // One alone gets further than all of them: it may be what the route takes. Each route gets every fourth.
    for (const [number, secret] of Object.values(planted).entries()) {
      if (isLong || (at + number) % 4 === 0) await send(route, 'an operator', secret);
    }
  }
  expect(await traces.size()).toBeGreaterThan(routes.length);
  expect(await traces.find()).toEqual([]);
});

test('what is asked for and done leaves none, either', async () => {
  const headers = { ...people['an operator'], 'content-type': 'application/json' };
  const body = JSON.stringify({ number: planted.phone });
  for (const path of ['/v1/erasures', '/v1/exports']) {
    const answer = await traces.note(path, await ask(path, { method: 'POST', headers, body }));
    expect(answer.status).toBeLessThan(300);
    await answer.text();
  }
  const { signal } = new AbortController();
  await app.privacy.sweeps.erasures(signal);
  await app.privacy.sweeps.retention(signal);
  await app.privacy.sweeps.rotation(signal);
  expect(await traces.find()).toEqual([]);
});

test('what somebody logs, or throws, is found by nobody', async () => {
  for (const [name, secret] of Object.entries(planted)) {
    // A password has no form that could be known: it is known by the name of its field alone.
    if (name === 'password') app.log.info({ password: secret, user: { password: secret } }, 'logged');
    else app.log.warn({ value: secret, error: new Error(`refused ${secret}`) }, `logged ${secret}`);
  }
  expect(await traces.find()).toEqual([]);
});

test('a trace is found where there is one', async () => {
  const unknown = { word: 'planted without a form' };
  app.log.info(unknown.word);
  expect(await traces.find(unknown)).toEqual([{ where: `the log: ${unknown.word}`, what: 'word' }]);
});
