/** What people and tests ask of the sandbox itself. */
import { expect, test } from 'vitest';
import { echoVendor, eventually, sandboxForTest } from '../helpers/frame.ts';

async function started() {
  const sandbox = await sandboxForTest({ vendors: [echoVendor()], speed: 20 });
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return { sandbox, ask };
}

test('health says who is pretended, and with which seed and speed', async () => {
  const { ask } = await started();
  const { body } = await ask('GET', '/_sandbox/health');
  expect(body).toMatchObject({ status: 'ok', vendors: ['echo'], seed: 'a test', speed: 20 });
});

test('the journal shows every exchange with a vendor, to be read on from any place, and none with the sandbox', async () => {
  const { ask } = await started();
  for (const id of ['a', 'b', 'c']) await ask('POST', `/echo/v1/things/${id}?q=1`, { id });
  await ask('GET', '/echo/v1/nowhere');
  expect((await ask('POST', '/_sandbox/echo/told', { any: 'thing' })).body).toEqual({
    told: { any: 'thing' },
  });
  const { body } = await ask('GET', '/_sandbox/journal');
  expect(body.entries).toMatchObject([
    {
      id: 1,
      route: 'POST /v1/things/:id',
      url: '/echo/v1/things/a?q=1',
      requestBody: '{"id":"a"}',
      status: 200,
    },
    { id: 2 },
    { id: 3 },
    { id: 4, route: 'GET /v1/nowhere', status: 404 },
  ]);
  expect((await ask('GET', '/_sandbox/journal?after=1&route=POST /v1/things/:id')).body.entries).toHaveLength(
    2,
  );
  expect((await ask('GET', '/_sandbox/journal?limit=1')).body.entries).toMatchObject([{ id: 4 }]);
  expect((await ask('GET', '/_sandbox/journal/2')).body).toMatchObject({ id: 2 });
  expect((await ask('GET', '/_sandbox/journal/99')).status).toBe(404);
  await ask('DELETE', '/_sandbox/journal');
  expect((await ask('GET', '/_sandbox/journal')).body.entries).toEqual([]);
});

test('a fault is switched on, seen to strike, and switched off', async () => {
  const { ask } = await started();
  const made = await ask('POST', '/_sandbox/faults', { kind: 'status', vendor: 'echo', status: 500 });
  expect(made.status).toBe(201);
  expect((await ask('POST', '/echo/v1/things/a', {})).status).toBe(500);
  expect((await ask('GET', '/_sandbox/faults')).body.rules).toMatchObject([{ id: made.body.id, struck: 1 }]);
  expect((await ask('DELETE', `/_sandbox/faults/${made.body.id}`)).status).toBe(204);
  expect((await ask('POST', '/echo/v1/things/a', {})).status).toBe(200);
  expect((await ask('DELETE', `/_sandbox/faults/${made.body.id}`)).status).toBe(404);
});

test.each([
  [{ kind: 'no such kind' }],
  [{ kind: 'status', probability: 2 }],
  [{ kind: 'status', unknown: 1 }],
  [{ kind: 'duplicate', direction: 'in' }],
  [{ kind: 'status', vendor: 'nobody' }],
  [{}],
])('%j is no fault', async (rule) => {
  const { ask } = await started();
  const { status, body } = await ask('POST', '/_sandbox/faults', rule);
  expect([status, typeof body.message]).toEqual([400, 'string']);
});

test.each([
  ['in', 'POST /v1/thing', 'POST /v1/things/:id'],
  ['in', 'POST /v1/things/:id, GET /elsewhere*', 'POST /v1/things/:id'],
  ['out', 'oldies', 'news'],
])('a fault %s that nothing can meet is refused: %s', async (direction, route, there) => {
  const { ask } = await started();
  const fault = (of: string) => ask('POST', '/_sandbox/faults', { kind: 'status', direction, route: of });
  const refused = await fault(route);
  expect(refused.status).toBe(400);
  expect(refused.body.message).toContain(there);
  expect((await fault(there)).status).toBe(201);
  expect((await fault(`${there.slice(0, 3)}*`)).status).toBe(201);
});

test('the clock is told another speed', async () => {
  const { sandbox, ask } = await started();
  expect((await ask('PUT', '/_sandbox/clock', { speed: 50 })).body).toMatchObject({ speed: 50 });
  expect(sandbox.clock.speed).toBe(50);
  expect((await ask('PUT', '/_sandbox/clock', { speed: 0 })).status).toBe(400);
});

test('the page names every vendor and fault, and loads what it names', async () => {
  const { sandbox } = await started();
  const text = await (await fetch(sandbox.url)).text();
  expect(text).toContain('<a href="/_sandbox/echo/page">page</a>');
  expect(text).toContain('<option>answer-lost</option>');
  const assets = [...text.matchAll(/(?:src|href)="(\/_sandbox\/page\.[a-z]+)"/g)].map(([, path]) => path);
  expect(assets).toHaveLength(2);
  for (const path of assets) expect((await fetch(`${sandbox.url}${path}`)).status).toBe(200);
});

test('closing ends those who wait in it', async () => {
  const { sandbox } = await started();
  sandbox.faults.add({ kind: 'hang' });
  const held = fetch(`${sandbox.url}/echo/v1/things/a`, { method: 'POST' });
  await eventually(() => sandbox.journal.list()[0]);
  await sandbox.close();
  await expect(held).rejects.toThrow();
});
