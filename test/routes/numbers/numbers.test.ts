/** Numbers: on the platform's connection, which serves many tenants, and on a tenant's own. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/contract/connections.ts';
import type { NumberHistory, PhoneLine } from '../../../src/contract/numbers.ts';
import { platformTenantId } from '../../../src/core/caller.ts';
import { newId } from '../../../src/core/ids.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { accessHouse, type Credentials } from '../../helpers/access-house.ts';
import { newConnection } from '../../helpers/connections.ts';

const house = await accessHouse();
const { ask, administrator, newTenant, newKey, person, app } = house;
const [a, b] = [await newTenant(), await newTenant()];
const [ofA, ofB] = [person('operator', a.id), person('operator', b.id)];
let [own, shared] = ['', ''];

beforeAll(async () => {
  own = await connect(ofA);
  shared = await connect(administrator);
});

async function connect(by: Credentials): Promise<string> {
  const answer = await ask<Connection>(by, 'POST', '/v1/connections', newConnection());
  expect(answer.status).toBe(201);
  return answer.body.id;
}

let given = 0;
/** One that nobody had before. */
const newE164 = () => `+1415555${String(1_000 + given++)}`;

async function add(by: Credentials, connectionId: string, more: object = {}): Promise<PhoneLine> {
  const body = { connectionId, number: newE164(), ...more };
  const answer = await ask<PhoneLine>(by, 'POST', '/v1/numbers', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

const pathOf = ({ id }: { id: string }) => `/v1/numbers/${id}`;
const change = (by: Credentials, line: { id: string; rev: number }, body: object) =>
  ask<PhoneLine>(by, 'PATCH', pathOf(line), { rev: line.rev, ...body });
const assign = (by: Credentials, line: { id: string; rev: number }, tenantId?: string) =>
  ask<PhoneLine>(by, 'POST', `${pathOf(line)}/assign`, {
    rev: line.rev,
    ...(tenantId !== undefined && { tenantId }),
  });
const release = (by: Credentials, line: { id: string; rev: number }) =>
  ask<PhoneLine>(by, 'POST', `${pathOf(line)}/release`, { rev: line.rev });
const history = async (by: Credentials, line: { id: string }, query = '') =>
  (await ask<NumberHistory>(by, 'GET', `${pathOf(line)}/history${query}`)).body;

describe('a new number', () => {
  test('on a tenant’s own connection is that tenant’s at once', async () => {
    const greeting = { say: 'Thank you for calling.', language: 'en-GB', record: true };
    const made = await add(ofA, own, { agent: 'Reception', greeting });
    expect(made).toEqual({
      id: expect.stringMatching(/^num_/),
      number: expect.stringMatching(/^\+1415555\d{4}$/),
      provider: 'twilio',
      simulated: false,
      connectionId: own,
      tenantId: a.id,
      agent: 'Reception',
      greeting,
      since: expect.any(String),
      createdAt: expect.any(String),
      rev: 1,
    });
    expect((await ask(ofA, 'GET', pathOf(made))).body).toEqual(made);
    expect(await app.numbers.answering(own, made.number)).toEqual({
      numberId: made.id,
      tenantId: a.id,
      agent: 'Reception',
      greeting,
    });
  });

  test('on the platform’s is nobody’s, or whose it says', async () => {
    const made = await add(administrator, shared);
    expect(made).toMatchObject({ tenantId: null, connectionId: shared });
    expect(await app.numbers.answering(shared, made.number)).toBeUndefined();
    const theirs = await add(administrator, shared, { tenantId: b.id, agent: 'Reception' });
    expect(await app.numbers.answering(shared, theirs.number)).toMatchObject({ tenantId: b.id });
  });

  test.each([
    ['4155550142'],
    ['+0155550142'],
    ['+1 415 555 0142'],
    ['+1415555'],
    ['+14155550142143567'],
    ['+1415555x142'],
    ['anonymous'],
    [''],
  ])('is not %j', async (number) => {
    const answer = await ask(ofA, 'POST', '/v1/numbers', { connectionId: own, number });
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    expect(JSON.stringify(answer.body)).toContain('expected a number such as +14155550142');
  });

  test.each([
    [{ greeting: { say: '' } }],
    [{ greeting: { say: 'x', language: 'English' } }],
    [{ greeting: { say: 'x'.repeat(1_001) } }],
    [{ agent: '' }],
    [{ holderId: 'ten_1' }],
  ])('is refused with %j', async (wrong) => {
    const body = { connectionId: own, number: newE164(), ...wrong };
    expect((await ask(ofA, 'POST', '/v1/numbers', body)).status).toBe(400);
  });

  test('is on one’s own connection alone', async () => {
    for (const connectionId of [shared, newId('conn')]) {
      const answer = await ask(ofA, 'POST', '/v1/numbers', { connectionId, number: newE164() });
      expect(answer).toMatchObject({ status: 404, code: 'CONNECTION_NOT_FOUND' });
    }
    const body = { connectionId: own, number: newE164(), tenantId: b.id };
    expect(await ask(ofA, 'POST', '/v1/numbers', body)).toMatchObject({
      status: 409,
      code: 'CONNECTION_NOT_SHARED',
    });
  });

  test('has an agent only where it has a tenant', async () => {
    const body = { connectionId: shared, number: newE164(), agent: 'Reception' };
    expect((await ask(administrator, 'POST', '/v1/numbers', body)).status).toBe(400);
  });

  test('is there once on a connection, and may be on another', async () => {
    const { number } = await add(ofA, own);
    const again = { connectionId: own, number };
    expect(await ask(ofA, 'POST', '/v1/numbers', again)).toMatchObject({ status: 409, code: 'NUMBER_TAKEN' });
    await add(administrator, shared, { number });
    const fresh = { connectionId: own, number: newE164() };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask(ofA, 'POST', '/v1/numbers', fresh)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(409)]);
  });
});

describe('whoever has a number', () => {
  test('sees it and says who answers there, and nothing of whom it belongs to', async () => {
    const line = await add(administrator, shared, { tenantId: b.id });
    const seen = await ask<PhoneLine>(ofB, 'GET', pathOf(line));
    expect(seen.body).toMatchObject({ id: line.id, connectionId: null, tenantId: b.id });
    const changed = await change(ofB, line, { agent: 'Reception', greeting: { say: 'Hello.' } });
    expect(changed.body).toMatchObject({
      agent: 'Reception',
      greeting: { say: 'Hello.', record: false },
      rev: 2,
    });
    expect(await app.numbers.answering(shared, line.number)).toMatchObject({ agent: 'Reception' });
    const emptied = await change(ofB, changed.body, { agent: null, greeting: null });
    expect(emptied.body).toMatchObject({ agent: null, greeting: null });
    expect(await app.numbers.answering(shared, line.number)).toEqual({ numberId: line.id, tenantId: b.id });

    const refused = { status: 403, code: 'NUMBER_OF_THE_PLATFORM' };
    expect(await assign(ofB, emptied.body)).toMatchObject(refused);
    expect(await release(ofB, emptied.body)).toMatchObject(refused);
    expect(await ask(ofB, 'DELETE', pathOf(line))).toMatchObject(refused);
  });

  test('is the one who changes it: the platform acts for them by naming them', async () => {
    const line = await add(administrator, shared, { tenantId: b.id });
    expect(await change(administrator, line, { agent: 'x' })).toMatchObject({
      status: 403,
      code: 'NUMBER_OF_A_TENANT',
    });
    const named = { ...administrator, headers: { 'x-tenant-id': b.id } };
    expect((await change(named, line, { agent: 'x' })).status).toBe(200);
    const free = await add(administrator, shared);
    expect(await change(administrator, free, { agent: 'x' })).toMatchObject({
      status: 409,
      code: 'NUMBER_NOT_ASSIGNED',
    });
  });

  test('has it in their list, and nobody else’s', async () => {
    const [c, d] = [await newTenant(), await newTenant()];
    const ofC = person('operator', c.id);
    const ownOfC = await connect(ofC);
    const mine = [
      await add(ofC, ownOfC),
      await add(administrator, shared, { tenantId: c.id }),
      await add(ofC, ownOfC),
    ];
    const gone = await add(administrator, shared, { tenantId: c.id });
    await assign(administrator, gone, d.id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `/v1/numbers?limit=2${cursor && `&cursor=${cursor}`}`;
      const page = await ask<{ items: PhoneLine[]; nextCursor: string | null }>(ofC, 'GET', path);
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(mine.map(({ id }) => id).toReversed());
    const onOwn = await ask<{ items: PhoneLine[] }>(ofC, 'GET', `/v1/numbers?connectionId=${ownOfC}`);
    expect(onOwn.body.items).toHaveLength(2);
    const onShared = await ask<{ items: PhoneLine[] }>(ofC, 'GET', `/v1/numbers?connectionId=${shared}`);
    expect(onShared.body.items).toEqual([]);
    const ofPlatform = await ask<{ items: PhoneLine[] }>(
      administrator,
      'GET',
      `/v1/numbers?connectionId=${shared}`,
    );
    expect(ofPlatform.body.items.find(({ id }) => id === gone.id)).toMatchObject({ tenantId: d.id });
  });
});

describe('a number that moves', () => {
  test('is the other’s from that moment on, and calls of before stay with whoever had it', async () => {
    const line = await add(administrator, shared, { tenantId: a.id });
    await change(ofA, line, { agent: 'Reception', greeting: { say: 'A' } });
    const whenA = new Date();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const moved = await assign(administrator, { ...line, rev: 2 }, b.id);
    expect(moved.body).toMatchObject({ tenantId: b.id, agent: null, greeting: null, rev: 3 });
    expect(await app.numbers.answering(shared, line.number)).toEqual({ numberId: line.id, tenantId: b.id });
    expect(await app.numbers.at(shared, line.number, whenA)).toEqual({
      numberId: line.id,
      tenantId: a.id,
      agent: 'Reception',
    });
    expect(await app.numbers.at(shared, line.number, new Date())).toMatchObject({ tenantId: b.id });

    const without = ({ requestId: _, timestamp: __, ...body }: Record<string, unknown>) => body;
    const none = await ask(ofA, 'GET', `/v1/numbers/${newId('num')}`);
    const foreign = await ask(ofA, 'GET', pathOf(line));
    expect([foreign.status, without(foreign.body)]).toEqual([404, without(none.body)]);
    expect((await change(ofA, moved.body, { agent: 'mine' })).status).toBe(404);

    await release(administrator, moved.body);
    expect(await app.numbers.answering(shared, line.number)).toBeUndefined();
    expect(await app.numbers.at(shared, line.number, whenA)).toMatchObject({ tenantId: a.id });
  });

  test('goes to tenants that are there, and not to whoever has it', async () => {
    const line = await add(administrator, shared, { tenantId: a.id });
    const closed = await newTenant();
    await ask(administrator, 'POST', `/v1/tenants/${closed.id}/close`, { rev: 1, reason: 'A test.' });
    expect(await assign(administrator, line, a.id)).toMatchObject({ status: 409, code: 'NUMBER_ASSIGNED' });
    expect(await assign(administrator, line, closed.id)).toMatchObject({
      status: 409,
      code: 'TENANT_CLOSED',
    });
    expect(await assign(administrator, line, newId('ten'))).toMatchObject({ code: 'TENANT_NOT_FOUND' });
    for (const nobody of [undefined, platformTenantId]) {
      expect((await assign(administrator, line, nobody)).status).toBe(400);
    }
    expect((await assign(administrator, line, b.id)).status).toBe(200);
  });

  test('of one’s own connection is one’s own or nobody’s', async () => {
    const line = await add(ofA, own);
    // Whether there is such a tenant is not told.
    for (const other of [b.id, newId('ten')]) {
      expect(await assign(ofA, line, other)).toMatchObject({ status: 409, code: 'CONNECTION_NOT_SHARED' });
    }
    const released = await release(ofA, line);
    expect(released.body).toMatchObject({ tenantId: null, rev: 2 });
    expect(await release(ofA, released.body)).toMatchObject({ status: 409, code: 'NUMBER_NOT_ASSIGNED' });
    expect((await assign(ofA, released.body)).body).toMatchObject({ tenantId: a.id, rev: 3 });
  });

  test('by two at the same time is moved once', async () => {
    const line = await add(administrator, shared, { tenantId: a.id });
    const c = await newTenant();
    const answers = await Promise.all([assign(administrator, line, b.id), assign(administrator, line, c.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('REVISION_OUTDATED');
    expect((await history(administrator, line)).items).toHaveLength(2);
  });
});

describe('the history', () => {
  test('has who had it and who answered, to its owner all of it, to others their own time', async () => {
    const line = await add(administrator, shared, { tenantId: a.id });
    await change(ofA, line, { agent: 'Reception' });
    await change(ofA, { ...line, rev: 2 }, { greeting: { say: 'No news.' } });
    await assign(administrator, { ...line, rev: 3 }, b.id);
    const all = await history(administrator, line);
    expect(all.items.map(({ tenantId, agent }) => [tenantId, agent])).toEqual([
      [b.id, null],
      [a.id, 'Reception'],
      [a.id, null],
    ]);
    const [present, before, first] = all.items;
    expect([present?.until, before?.until, first?.until]).toEqual([null, present?.from, before?.from]);
    expect(first?.by).toBe(administrator.token);
    expect(before?.by).toBe(ofA.token);

    const theirs = await history(ofB, line);
    expect(theirs.items).toEqual([{ ...present, by: null }]);
    const [one, two] = [await history(administrator, line, '?limit=2'), all.items];
    expect(one.items).toEqual(two.slice(0, 2));
    const rest = await history(administrator, line, `?limit=2&cursor=${one.nextCursor}`);
    expect(rest).toEqual({ items: two.slice(2), nextCursor: null });
  });
});

describe('a removal', () => {
  test('is refused while somebody has it; what was, stays known, and comes back with the number', async () => {
    const line = await add(ofA, own);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ask(ofA, 'DELETE', pathOf(line))).toMatchObject({ status: 409, code: 'NUMBER_IN_USE' });
    await release(ofA, line);
    expect((await ask(ofA, 'DELETE', pathOf(line))).status).toBe(204);
    expect((await ask(ofA, 'GET', pathOf(line))).status).toBe(404);
    expect((await ask(ofA, 'DELETE', pathOf(line))).status).toBe(404);
    const began = new Date(line.createdAt);
    expect(await app.numbers.at(own, line.number, began)).toMatchObject({ tenantId: a.id });
    expect(await app.numbers.answering(own, line.number)).toBeUndefined();

    const back = await add(ofA, own, { number: line.number, agent: 'New' });
    expect(back).toMatchObject({ id: line.id, tenantId: a.id, agent: 'New', rev: 4 });
    expect((await history(ofA, line)).items.map(({ tenantId }) => tenantId)).toEqual([a.id, null, a.id]);
    expect(await app.numbers.answering(own, line.number)).toMatchObject({ agent: 'New' });
  });
});

describe('who may', () => {
  test('a viewer sees numbers without their middle, and changes none', async () => {
    const line = await add(ofA, own);
    const viewer = person('viewer', a.id);
    const seen = await ask<PhoneLine>(viewer, 'GET', pathOf(line));
    expect(seen.body.number).toBe(`+1 ••• ••• ${line.number.slice(-4)}`);
    expect(await change(viewer, line, { agent: 'x' })).toMatchObject({
      status: 403,
      code: 'PERMISSION_MISSING',
    });
    const reader = { key: (await newKey(a.id, { scopes: ['numbers:read', 'numbers:full'] })).secret };
    expect((await ask<PhoneLine>(reader, 'GET', pathOf(line))).body.number).toBe(line.number);
    expect(await change(reader, line, { agent: 'x' })).toMatchObject({ status: 403, code: 'SCOPE_MISSING' });
  });
});

test('a change of an older revision is refused, and of nothing', async () => {
  const line = await add(ofA, own);
  expect((await change(ofA, line, { agent: 'one' })).status).toBe(200);
  expect(await change(ofA, line, { agent: 'two' })).toMatchObject({ status: 409, code: 'REVISION_OUTDATED' });
  expect((await change(ofA, { ...line, rev: 2 }, {})).status).toBe(400);
});

test('numbers are found however a provider writes them, and never what is none', async () => {
  const line = await add(ofA, own);
  expect(await app.numbers.answering(own, line.number.slice(1))).toMatchObject({ numberId: line.id });
  for (const text of ['anonymous', '', 'sip:+14155550142@example.com', 'x'.repeat(10_000)]) {
    expect(app.numbers.answering(own, text)).toBeUndefined();
    expect(await app.numbers.at(own, text, new Date())).toBeUndefined();
  }
  // Remembered: no promise.
  await expect.poll(() => app.numbers.answering(own, line.number)).toMatchObject({ numberId: line.id });
  expect(app.numbers.answering(own, line.number)).not.toBeInstanceOf(Promise);
});

test('every change is in the audit log of whoever made it', async () => {
  const c = await newTenant();
  const ofC = person('operator', c.id);
  const line = await add(ofC, await connect(ofC));
  await change(ofC, line, { agent: 'Reception' });
  await release(ofC, { ...line, rev: 2 });
  await assign(ofC, { ...line, rev: 3 });
  await release(ofC, { ...line, rev: 4 });
  await ask(ofC, 'DELETE', pathOf(line));
  const page = await app.audit.list(scopeFromJob({ tenantId: c.id }), { limit: 10 }, { fullNumbers: false });
  expect(page.items.map(({ action }) => action)).toEqual([
    'number.remove',
    'number.release',
    'number.assign',
    'number.release',
    'number.change',
    'number.create',
    'connection.create',
  ]);
  expect(JSON.stringify(page.items)).toContain('Reception');
});
