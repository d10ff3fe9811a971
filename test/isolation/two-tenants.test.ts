/**
 * Nobody sees another tenant: every route that names something by its id, asked by everybody of one tenant for the
 * things of another. What is foreign is answered like what is not there, and stays as it was.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { newId, type Prefix } from '../../src/core/ids.ts';
import { keyScopes } from '../../src/core/permissions.ts';
import type { Route } from '../../src/routes/frame/route.ts';
import { table } from '../../src/routes/table.ts';
import { testApp } from '../helpers/app.ts';
import { newWorld, type World } from '../helpers/world.ts';
import { doings } from '../routes/audited/doings.ts';
import { resources } from './resources.ts';

type Headers = World['headers'];

// Providers are pretended on this machine.
const house = await testApp({ env: { EGRESS_ALLOWED_NETWORKS: '127.0.0.1' } });
const victim = await newWorld(house);
const intruder = await victim.besides();
const intruders: Record<'key' | 'operator' | 'viewer', Headers> = { key: {}, operator: {}, viewer: {} };

const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>) => `${method} ${url}`;
const parametersOf = ({ url }: Pick<Route, 'url'>) =>
  [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
/** Providers prove themselves by a signature: test/routes/hooks. */
const byPeople = ['caller', 'platform', 'signedIn'];
/** No tenant's: refused to everybody but the platform's people before anybody looks for one. test/routes/queues */
const ofThePlatform = ['queue', 'jobId'];
const naming = table.filter(
  (row) =>
    parametersOf(row).some((name) => !ofThePlatform.includes(name)) && byPeople.includes(row.access.kind),
);
const lists = table.filter(
  (row) => row.method === 'GET' && row.access.kind === 'caller' && parametersOf(row).length === 0,
);

beforeAll(async () => {
  const signIn = async (role: 'operator' | 'viewer') =>
    (await intruder.signIn(await intruder.newPerson(role))).headers;
  const key = { name: 'All that a key may', scopes: keyScopes };
  const { secret } = await intruder.ask<{ secret: string }>('POST', '/v1/keys', key);
  Object.assign(intruders, {
    key: { 'x-api-key': secret },
    operator: await signIn('operator'),
    viewer: await signIn('viewer'),
  });
});

/** What a caller gets, without what is another one each time anyhow. */
async function answer(method: string, path: string, headers: Headers, body: unknown, id: string) {
  const response = await house.fetch(path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = (await response.text())
    .replaceAll(id, 'ID')
    .replace(/"requestId":"[^"]*"/, '')
    .replace(/"timestamp":"[^"]*"/, '');
  const told = [...response.headers]
    .filter(([name]) => !/^(date|x-request-id|ratelimit|connection|keep-alive)/.test(name))
    .sort();
  return { status: response.status, text, told };
}

/** All that is stored of a tenant, but for the traces that others leave by signing in and being counted. */
async function storedOf(tenantId: string): Promise<string> {
  const { database } = house.app;
  const collections = (await database.listCollections()).map(({ name }) => name).sort();
  const all = await Promise.all(
    collections.map((name) => database.collection(name).find({ tenantId }).sort({ _id: 1 }).toArray()),
  );
  return JSON.stringify(all);
}

test('of everything that a route names, there is one to be asked for', () => {
  const unknown = naming.flatMap(parametersOf).filter((name) => !(name in resources));
  expect(unknown).toEqual([]);
});

/** What a route is asked about, by whoever breaks in: it is there for the next one, for nobody may touch it. */
async function prey(row: Route) {
  const [parameter = ''] = parametersOf(row);
  const { prefix, make } = resources[parameter] as (typeof resources)[string];
  const doing = await doings[nameOf(row)]?.(victim);
  const path = doing?.path ?? row.url.replace(`:${parameter}`, await make(victim));
  return { prefix, doing, path };
}

describe.each(naming.map((row) => [nameOf(row), row] as const))('%s', (_name, row) => {
  let caught: ReturnType<typeof prey> | undefined;
  test.each(Object.keys(intruders) as (keyof typeof intruders)[])('by another tenant’s %s', async (who) => {
    caught ??= prey(row);
    const { prefix, doing, path } = await caught;
    const [foreign = ''] = new RegExp(`${prefix}_[0-9a-z]{26}`).exec(path) ?? [];
    // What was told of a call is applied after it was answered.
    await house.app.calls.intake.idle();
    const before = await storedOf(victim.tenantId);
    const missing = newId(prefix as Prefix);
    const ask = (id: string) =>
      answer(row.method, path.replace(foreign, id), intruders[who], doing?.body, id);
    const [got, never] = [await ask(foreign), await ask(missing)];
    expect(got).toEqual(never);
    expect([403, 404]).toContain(got.status);
    expect(await storedOf(victim.tenantId)).toBe(before);
  });
});

describe('a tenant that is named in X-Tenant-Id', () => {
  test.each(Object.keys(intruders) as (keyof typeof intruders)[])('is none to a foreign %s', async (who) => {
    const ask = (id: string) =>
      answer('GET', '/v1/tenant', { ...intruders[who], 'x-tenant-id': id }, undefined, id);
    const [got, never] = [await ask(victim.tenantId), await ask(newId('ten'))];
    expect(got).toEqual(never);
    expect(got.status).toBe(404);
  });
});

/** One of each, for all lists: nobody signs in as often as there are lists. */
let made: Promise<string[]> | undefined;

describe.each(lists.map((row) => [nameOf(row), row] as const))('%s', (_name, row) => {
  test('shows nothing of another tenant', async () => {
    made ??= Promise.all(Object.values(resources).map(({ make }) => make(victim)));
    const { text } = await answer(row.method, row.url, intruders.operator, undefined, newId('req'));
    for (const id of [victim.tenantId, ...(await made)]) expect(text).not.toContain(id);
  });
});
