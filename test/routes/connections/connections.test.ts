/** Accounts at providers, as their owners connect, change and remove them. */
import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/contract/connections.ts';
import type { PhoneLine } from '../../../src/contract/numbers.ts';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { accessHouse, type Credentials } from '../../helpers/access-house.ts';
import {
  blandCredentials,
  newBlandConnection,
  newConnection,
  newSecret,
  twilioCredentials,
} from '../../helpers/connections.ts';

const env = { EGRESS_ALLOWED_NETWORKS: '127.0.0.1', PUBLIC_URL: 'https://calls.example.com' };
const house = await accessHouse({ env });
const { ask, administrator, newTenant, newKey, person, app, lines } = house;
const tenant = await newTenant();
const operator = person('operator', tenant.id);
const stranger = person('operator', (await newTenant()).id);

async function connect(body: object, by: Credentials = operator): Promise<Connection> {
  const answer = await ask<Connection>(by, 'POST', '/v1/connections', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

const pathOf = ({ id }: { id: string }) => `/v1/connections/${id}`;
const secretsOf = async (connection: Connection) =>
  (await app.connections.byId(connection.id))?.signing.secrets;

/** Every text that is stored anywhere, and every line of the log. */
async function kept(): Promise<string> {
  const collections = await app.database.listCollections();
  const all = collections.map(({ name }) => app.database.collection(name).find().toArray());
  return JSON.stringify([await Promise.all(all), lines]);
}

describe('a new connection', () => {
  test('shows what is public of it, and where its provider finds us', async () => {
    const credentials = twilioCredentials();
    const made = await connect({ name: ' Twilio ', credentials });
    expect(made).toEqual({
      id: expect.stringMatching(/^conn_/),
      provider: 'twilio',
      name: 'Twilio',
      status: 'active',
      simulated: false,
      baseUrl: null,
      accountId: credentials.accountSid,
      keyLastFour: credentials.authToken.slice(-4),
      secrets: [{ id: expect.stringMatching(/^whs_/), createdAt: expect.any(String) }],
      hooks: expect.any(Object),
      check: { verdict: 'unknown', askedAt: null, lastSuccessAt: null, lastFailureAt: null },
      lastSeenAt: null,
      createdAt: expect.any(String),
      createdBy: operator.token,
      rev: 1,
    });
    for (const address of Object.values(made.hooks)) {
      expect(address).toContain(`https://calls.example.com/hooks/twilio/${made.id}`);
    }
    expect((await ask(operator, 'GET', pathOf(made))).body).toEqual(made);
  });

  test('is open at once for what arrives, whoever asked for it before', async () => {
    const { credentials } = newConnection();
    const twilio = await connect({ name: 'x', credentials });
    expect(await app.connections.byId(twilio.id)).toEqual({
      id: twilio.id,
      ownerId: tenant.id,
      provider: 'twilio',
      simulated: false,
      status: 'active',
      signing: { accountId: credentials.accountSid, secrets: [credentials.authToken] },
      hooksUrl: `https://calls.example.com/hooks/twilio/${twilio.id}`,
    });
    const webhookSecret = newSecret();
    const bland = await connect(newBlandConnection({ webhookSecret, accountId: 'org_1' }));
    expect(bland.accountId).toBe('org_1');
    // What Bland sends names no account.
    expect((await app.connections.byId(bland.id))?.signing).toEqual({ secrets: [webhookSecret] });
  });

  test('keeps what is secret sealed: nothing that is stored, logged or shown holds it', async () => {
    const apiKey = { sid: `SK${newSecret().slice(0, 32)}`, secret: newSecret() };
    const twilio = { ...twilioCredentials(), apiKey };
    const bland = { ...blandCredentials(), encryptedKey: newSecret() };
    const webhookSecret = newSecret();
    const made = await connect({ name: 'x', credentials: twilio });
    expect(made.keyLastFour).toBe(apiKey.secret.slice(-4));
    await connect({ name: 'x', credentials: bland, webhookSecret });
    const shown = JSON.stringify((await ask(operator, 'GET', '/v1/connections')).body);
    const text = (await kept()) + shown;
    expect(text).toContain(twilio.accountSid);
    for (const secret of [twilio.authToken, apiKey.secret, bland.apiKey, bland.encryptedKey, webhookSecret]) {
      expect(text).not.toContain(secret);
    }
  });

  const { accountSid } = twilioCredentials();
  test.each([
    ['no name', { name: ' ' }, 'body.name'],
    ['another provider', { credentials: { provider: 'vonage' } }, 'body.credentials.provider'],
    [
      'a wrong AccountSid',
      { credentials: { ...twilioCredentials(), accountSid: 'AC1' } },
      'body.credentials.accountSid',
    ],
    ['no auth token', { credentials: { provider: 'twilio', accountSid } }, 'body.credentials.authToken'],
    [
      'a key with a space',
      { credentials: { ...blandCredentials(), apiKey: 'org 12345678' } },
      'body.credentials.apiKey',
    ],
    ['no secret of Bland', { credentials: blandCredentials() }, 'body.webhookSecret'],
    ['a secret of Twilio beside its token', { webhookSecret: newSecret() }, 'body.webhookSecret'],
    ['a second name for an account of Twilio', { accountId: 'mine' }, 'body.accountId'],
    ['an address where it is none of ours', { baseUrl: 'http://127.0.0.1:4010/twilio' }, 'body.baseUrl'],
    ['no address where it is one', { simulated: true }, 'body.baseUrl'],
  ])('is refused with %s', async (_name, wrong, path) => {
    const body = newConnection(wrong);
    const answer = await ask<{ details: { path: string }[] }>(operator, 'POST', '/v1/connections', body);
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(answer.body.details.map((one) => one.path)).toContain(path);
  });

  test('belongs to the platform where an administrator names no tenant, and no tenant sees it', async () => {
    const made = await connect(newConnection(), administrator);
    expect((await ask(operator, 'GET', pathOf(made))).status).toBe(404);
    const named = { ...administrator, headers: { 'x-tenant-id': tenant.id } };
    const theirs = await connect(newConnection(), named);
    expect((await ask(operator, 'GET', pathOf(theirs))).status).toBe(200);
    expect((await ask(administrator, 'GET', pathOf(theirs))).status).toBe(404);
  });
});

describe('one account is one connection', () => {
  test('whoever has it, the answer is the same and says nothing about them', async () => {
    const body = newConnection();
    const made = await connect(body);
    const refused = { status: 409, code: 'ACCOUNT_TAKEN' };
    const [own, foreign, platform] = await Promise.all(
      [operator, stranger, administrator].map((by) => ask(by, 'POST', '/v1/connections', body)),
    );
    for (const answer of [own, foreign, platform]) {
      expect(answer).toMatchObject(refused);
      expect(answer?.body.error).toBe(own?.body.error);
      expect(JSON.stringify(answer?.body)).not.toMatch(new RegExp(`${made.id}|${tenant.id}`));
    }
    expect((await ask(operator, 'DELETE', pathOf(made))).status).toBe(204);
    await connect(body, stranger);
  });

  test('of many who connect it at the same time, one does', async () => {
    const body = newConnection();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => ask(n % 2 ? operator : stranger, 'POST', '/v1/connections', body)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  test('a secret of Bland is one connection’s, also where it is added later, until it is retired', async () => {
    const secret = newSecret();
    const made = await connect(newBlandConnection({ webhookSecret: secret }));
    const taken = { status: 409, code: 'SECRET_TAKEN' };
    const body = newBlandConnection({ webhookSecret: secret });
    expect(await ask(stranger, 'POST', '/v1/connections', body)).toMatchObject(taken);
    const other = await connect(newBlandConnection(), stranger);
    const add = (by: Credentials, to: Connection) =>
      ask<Connection>(by, 'POST', `${pathOf(to)}/secrets`, { secret });
    expect(await add(stranger, other)).toMatchObject(taken);
    // To whoever has it, it is no secret that he has it.
    expect(await add(operator, made)).toMatchObject({ status: 409, code: 'SECRET_THERE' });

    await ask(operator, 'POST', `${pathOf(made)}/secrets`, { secret: newSecret() });
    await ask(operator, 'DELETE', `${pathOf(made)}/secrets/${made.secrets[0]?.id}`);
    expect((await add(stranger, other)).status).toBe(201);
  });

  test('secrets of Twilio may be the same: what it sends names its account', async () => {
    const { authToken } = twilioCredentials();
    await connect(newConnection({ credentials: { ...twilioCredentials(), authToken } }));
    await connect(newConnection({ credentials: { ...twilioCredentials(), authToken } }), stranger);
  });
});

describe('a pretended provider', () => {
  test('is reached where the configuration allows addresses of one’s own', async () => {
    const made = await connect(newConnection({ simulated: true, baseUrl: 'http://127.0.0.1:4010/twilio/' }));
    expect(made).toMatchObject({ simulated: true, baseUrl: 'http://127.0.0.1:4010/twilio' });
    expect(await app.connections.byId(made.id)).toMatchObject({ simulated: true });
  });

  test.each([
    // What is real would pass for simulated, and cost nothing.
    'https://93.184.216.34',
    'https://93.184.216.34:8443/2010-04-01',
    'http://127.0.0.2:4010',
    'http://169.254.169.254',
    'http://[::1]:4010',
    'http://user:password@127.0.0.1:4010',
    'http://127.0.0.1:4010/?a=b',
    'http://127.0.0.1:4010/#a',
    'file:///etc/passwd',
    'twilio',
  ])('is not at %s', async (baseUrl) => {
    const body = newConnection({ simulated: true, baseUrl });
    const answer = await ask<{ details: { path: string }[] }>(operator, 'POST', '/v1/connections', body);
    expect(answer).toMatchObject({ status: 400, code: 'ADDRESS_NOT_ALLOWED' });
    expect(answer.body.details[0]?.path).toBe('body.baseUrl');
  });
});

describe('a change', () => {
  test('of name and status is in force for what arrives next', async () => {
    const made = await connect(newConnection());
    await app.connections.byId(made.id);
    const body = { rev: 1, name: 'New', status: 'disabled' };
    const changed = await ask<Connection>(operator, 'PATCH', pathOf(made), body);
    expect(changed.body).toMatchObject({ name: 'New', status: 'disabled', rev: 2 });
    expect(await app.connections.byId(made.id)).toMatchObject({ status: 'disabled' });
  });

  test('of an older revision is refused, and of nothing, and of what cannot change', async () => {
    const made = await connect(newConnection());
    const change = (body: object) => ask(operator, 'PATCH', pathOf(made), body);
    expect((await change({ rev: 1, name: 'one' })).status).toBe(200);
    expect(await change({ rev: 1, name: 'two' })).toMatchObject({ status: 409, code: 'REVISION_OUTDATED' });
    for (const body of [{ rev: 2 }, { rev: 2, simulated: true }, { rev: 2, baseUrl: 'http://127.0.0.1' }]) {
      expect((await change(body)).status).toBe(400);
    }
  });

  test('of credentials is one of the same account', async () => {
    const { credentials } = newConnection();
    const made = await connect({ name: 'x', credentials });
    const change = (by: object) => ask(operator, 'PATCH', pathOf(made), { rev: 1, credentials: by });
    expect(await change(twilioCredentials())).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(await change(blandCredentials())).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect((await change(credentials)).status).toBe(200);
  });

  test('to another auth token of Twilio makes what is signed with it good as well', async () => {
    const { credentials } = newConnection();
    const made = await connect({ name: 'x', credentials });
    const { authToken } = twilioCredentials();
    const body = { rev: 1, credentials: { ...credentials, authToken } };
    const changed = await ask<Connection>(operator, 'PATCH', pathOf(made), body);
    expect(changed.body.keyLastFour).toBe(authToken.slice(-4));
    expect(changed.body.secrets).toHaveLength(2);
    expect(await secretsOf(made)).toEqual([credentials.authToken, authToken]);
  });
});

describe('secrets', () => {
  test('are added and retired one at a time, and each is good from that moment to that moment', async () => {
    const first = newSecret();
    const made = await connect(newBlandConnection({ webhookSecret: first }));
    expect(await secretsOf(made)).toEqual([first]);
    const second = newSecret();
    const added = await ask<Connection>(operator, 'POST', `${pathOf(made)}/secrets`, { secret: second });
    expect(added.status).toBe(201);
    expect(added.body.secrets).toHaveLength(2);
    expect(await secretsOf(made)).toEqual([first, second]);
    const path = `${pathOf(made)}/secrets/${made.secrets[0]?.id}`;
    const retired = await ask<Connection>(operator, 'DELETE', path);
    expect(retired.body.secrets).toEqual(added.body.secrets.slice(1));
    expect(await secretsOf(made)).toEqual([second]);
    expect((await ask(operator, 'DELETE', path)).status).toBe(404);
  });

  test('are never none, and never many', async () => {
    const made = await connect(newBlandConnection());
    const only = `${pathOf(made)}/secrets/${made.secrets[0]?.id}`;
    expect(await ask(operator, 'DELETE', only)).toMatchObject({ status: 409, code: 'LAST_SECRET' });
    const add = () => ask(operator, 'POST', `${pathOf(made)}/secrets`, { secret: newSecret() });
    // At the same time: none gets lost, and none is one too many.
    const answers = await Promise.all(Array.from({ length: 6 }, add));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    const refused = answers.filter(({ status }) => status !== 201).map(({ code }) => code);
    expect(refused).toEqual(['TOO_MANY_SECRETS', 'TOO_MANY_SECRETS']);
    expect(await secretsOf(made)).toHaveLength(5);
  });

  test('of another connection are none of this one', async () => {
    const [one, other] = [await connect(newBlandConnection()), await connect(newBlandConnection())];
    await ask(operator, 'POST', `${pathOf(one)}/secrets`, { secret: newSecret() });
    const answer = await ask(operator, 'DELETE', `${pathOf(one)}/secrets/${other.secrets[0]?.id}`);
    expect(answer.status).toBe(404);
  });
});

describe('a removal', () => {
  const newNumber = ({ id: connectionId }: Connection) =>
    ask<PhoneLine>(operator, 'POST', '/v1/numbers', { connectionId, number: '+14155550142' });

  test('is refused while numbers are on it, and then is the end of it', async () => {
    const made = await connect(newConnection());
    expect(await secretsOf(made)).toHaveLength(1);
    const { body: number } = await newNumber(made);
    expect(await ask(operator, 'DELETE', pathOf(made))).toMatchObject({
      status: 409,
      code: 'CONNECTION_IN_USE',
      body: { error: expect.stringContaining('1 number is on it') },
    });
    await ask(operator, 'POST', `/v1/numbers/${number.id}/release`, { rev: 1 });
    await ask(operator, 'DELETE', `/v1/numbers/${number.id}`);
    expect((await ask(operator, 'DELETE', pathOf(made))).status).toBe(204);
    expect(await app.connections.byId(made.id)).toBeUndefined();
    for (const method of ['GET', 'DELETE'])
      expect((await ask(operator, method, pathOf(made))).status).toBe(404);
    const scope = scopeFromJob({ tenantId: tenant.id });
    expect(await app.models.numbers.count(scope, { connectionId: made.id })).toBe(0);
  });

  test('and a number that comes at the same moment: one of them is refused', async () => {
    for (let times = 0; times < 25; times += 1) {
      const made = await connect(newConnection());
      const [number, removed] = await Promise.all([newNumber(made), ask(operator, 'DELETE', pathOf(made))]);
      const there = (await ask(operator, 'GET', pathOf(made))).status;
      const numbers = await ask<{ items: unknown[] }>(operator, 'GET', `/v1/numbers?connectionId=${made.id}`);
      expect([201, 404]).toContain(number.status);
      expect([204, 409]).toContain(removed.status);
      expect(there).toBe(removed.status === 204 ? 404 : 200);
      expect(numbers.body.items).toHaveLength(number.status === 201 ? 1 : 0);
      // Both may have given way to each other; never may both have come through.
      expect(number.status === 201 && removed.status === 204).toBe(false);
    }
  });
});

describe('who may', () => {
  test('operators and keys with the scope; viewers and services may not even look', async () => {
    for (const role of ['viewer', 'service'] as const) {
      const answer = await ask(person(role, tenant.id), 'GET', '/v1/connections');
      expect(answer).toMatchObject({ status: 403, code: 'PERMISSION_MISSING' });
    }
    const reader = { key: (await newKey(tenant.id, { scopes: ['connections:read'] })).secret };
    expect((await ask(reader, 'GET', '/v1/connections')).status).toBe(200);
    const answer = await ask(reader, 'POST', '/v1/connections', newConnection());
    expect(answer).toMatchObject({ status: 403, code: 'SCOPE_MISSING' });
    const writer = { key: (await newKey(tenant.id, { scopes: ['connections:write'] })).secret };
    await connect(newConnection(), writer);
  });

  test('a foreign connection is as if there were none', async () => {
    const made = await connect(newConnection());
    const without = ({ requestId: _, timestamp: __, ...body }: Record<string, unknown>) => body;
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { rev: 1, name: 'mine' }],
      ['DELETE', '', undefined],
      ['POST', '/secrets', { secret: newSecret() }],
      ['DELETE', `/secrets/${made.secrets[0]?.id}`, undefined],
      ['GET', '/profile', undefined],
    ] as const) {
      const foreign = await ask(stranger, method, `${pathOf(made)}${path}`, body);
      const none = await ask(stranger, method, `/v1/connections/${newId('conn')}${path}`, body);
      expect(foreign.status).toBe(404);
      expect(without(foreign.body)).toEqual(without(none.body));
    }
    expect((await ask(operator, 'GET', pathOf(made))).body).toEqual(made);
  });
});

test('a list comes page by page, the newest first', async () => {
  const by = person('operator', (await newTenant()).id);
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.push((await connect(newConnection(), by)).id);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path: string = `/v1/connections?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = await ask<{ items: Connection[]; nextCursor: string | null }>(by, 'GET', path);
    seen.push(...page.body.items.map(({ id }) => id));
    cursor = page.body.nextCursor;
  }
  expect(seen).toEqual(made.toReversed());
});

test('every change is in the audit log of the owner, and no secret', async () => {
  const { id } = await newTenant();
  const by = person('operator', id);
  const webhookSecret = newSecret();
  const credentials = blandCredentials();
  const made = await connect({ name: 'x', credentials, webhookSecret }, by);
  const secret = newSecret();
  await ask(by, 'POST', `${pathOf(made)}/secrets`, { secret });
  await ask(by, 'DELETE', `${pathOf(made)}/secrets/${made.secrets[0]?.id}`);
  const changed = { rev: 3, name: 'Renamed', credentials: blandCredentials() };
  await ask(by, 'PATCH', pathOf(made), changed);
  await ask(by, 'DELETE', pathOf(made));
  const page = await app.audit.list(scopeFromJob({ tenantId: id }), { limit: 10 }, { fullNumbers: false });
  expect(page.items.map(({ action }) => action)).toEqual([
    'connection.remove',
    'connection.change',
    'connection.retire-secret',
    'connection.add-secret',
    'connection.create',
  ]);
  const text = JSON.stringify(page.items);
  expect(text).toContain('Renamed');
  for (const one of [webhookSecret, secret, credentials.apiKey, changed.credentials.apiKey]) {
    expect(text).not.toContain(one);
  }
});
