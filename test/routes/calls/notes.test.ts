/** Notes about calls: who writes, reads and removes them, and what becomes of them with their call. */
import { describe, expect, test } from 'vitest';
import type { CallNote } from '../../../src/contract/call-notes.ts';
import type { Call, Timeline } from '../../../src/contract/calls.ts';
import type { Page } from '../../../src/core/cursor.ts';
import { newId } from '../../../src/core/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { newWorld, type World } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { app } = house;
const stored = app.database.collection<{ _id: string }>('call_notes');

const pathOf = (callId: string) => `/v1/calls/${callId}/notes`;
const written = (callId: string, text: string, as?: World['headers']) =>
  world.ask<CallNote>('POST', pathOf(callId), { text }, as);
const listed = async (callId: string, query = '', as?: World['headers']) =>
  world.ask<Page<CallNote>>('GET', `${pathOf(callId)}${query}`, undefined, as);

async function refused(method: string, path: string, as: World['headers'], body?: object) {
  const response = await house.fetch(path, {
    method,
    headers: { ...as, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, code: ((await response.json()) as { code: string }).code };
}

async function keyWith(...scopes: string[]): Promise<World['headers']> {
  const { secret } = await world.ask<{ secret: string }>('POST', '/v1/keys', { name: 'A program', scopes });
  return { 'x-api-key': secret };
}

test('they are listed in pages, the newest first, with who wrote them', async () => {
  const callId = await world.newCall();
  const program = await keyWith('calls:read', 'calls:write');
  await written(callId, 'The first one.');
  await written(callId, 'The second one.', program);
  await written(callId, 'The third one.');
  const first = await listed(callId, '?limit=2');
  expect(first.items.map(({ text, author: { kind } }) => [text, kind])).toEqual([
    ['The third one.', 'user'],
    ['The second one.', 'key'],
  ]);
  const rest = await listed(callId, `?limit=2&cursor=${first.nextCursor}`);
  expect(rest).toMatchObject({ items: [{ text: 'The first one.', callId }], nextCursor: null });
});

test('they lie sealed, and no log holds them', async () => {
  const callId = await world.newCall();
  const { id } = await written(callId, 'Wants to pay in violets.');
  expect(JSON.stringify(await stored.findOne({ _id: id }))).not.toContain('violets');
  const entries = await app.database.collection('audit_entries').find({ resourceId: callId }).toArray();
  expect(entries.map(({ action }) => action)).toEqual(['call.note']);
  expect(JSON.stringify([entries, house.lines])).not.toContain('violets');
});

test('whoever looks at the call hears of each, and the call itself stays as it was', async () => {
  const callId = await world.newCall();
  const before = await world.ask<Call>('GET', `/v1/calls/${callId}`);
  const { id } = await written(callId, 'A note.');
  await world.ask('DELETE', `${pathOf(callId)}/${id}`);
  await app.calls.intake.idle();
  const { items } = await world.ask<Timeline>('GET', `/v1/calls/${callId}/timeline`);
  const told = items.flatMap((item) => (item.what === 'event' && item.type === 'call.noted' ? [item] : []));
  expect(told).toHaveLength(2);
  const noted = items.flatMap((item) =>
    item.what === 'fact' && item.kind === 'noted' ? [item.content] : [],
  );
  expect(noted).toMatchObject([
    { note: id, what: 'added' },
    { note: id, what: 'removed' },
  ]);
  expect(await world.ask<Call>('GET', `/v1/calls/${callId}`)).toEqual(before);
});

describe('one is removed', () => {
  test('by its author, or by whoever manages people; by nobody else', async () => {
    const callId = await world.newCall();
    const [one, other] = [
      await keyWith('calls:read', 'calls:write'),
      await keyWith('calls:read', 'calls:write'),
    ];
    const { id } = await written(callId, 'Of one program.', one);
    expect(await refused('DELETE', `${pathOf(callId)}/${id}`, other)).toEqual({
      status: 403,
      code: 'NOTE_OF_ANOTHER',
    });
    await world.ask('DELETE', `${pathOf(callId)}/${id}`, undefined, one);
    const { id: another } = await written(callId, 'Of one program.', one);
    const operator = await world.signIn(await world.newPerson('operator'));
    await world.ask('DELETE', `${pathOf(callId)}/${another}`, undefined, operator.headers);
    expect((await listed(callId)).items).toEqual([]);
    expect(await refused('DELETE', `${pathOf(callId)}/${another}`, one)).toEqual({
      status: 404,
      code: 'NOTE_NOT_FOUND',
    });
  });

  test('of its own call alone', async () => {
    const [callId, another] = [await world.newCall(), await world.newCall('+14155550143')];
    const { id } = await written(callId, 'A note.');
    expect(await refused('DELETE', `${pathOf(another)}/${id}`, world.headers)).toMatchObject({ status: 404 });
    expect((await listed(callId)).items).toHaveLength(1);
  });
});

test.each([[''], ['   '], ['\u0000\u0001'], ['\u200b'], ['half of \ud83d'], ['x'.repeat(4_001)]])(
  'a text that is none, cannot be read or is too long is refused: %j',
  async (text) => {
    const callId = await world.newCall();
    expect(await refused('POST', pathOf(callId), world.headers, { text })).toMatchObject({ status: 400 });
  },
);

test('who may not see numbers in full sees none in notes, and writes none', async () => {
  const callId = await world.newCall();
  await written(callId, 'Call +14155550188 or ada@example.com instead.');
  const viewer = await world.signIn(await world.newPerson('viewer'));
  const [seen] = (await listed(callId, '', viewer.headers)).items;
  expect(seen?.text).toMatch(/^Call .* instead\.$/);
  expect(seen?.text).not.toMatch(/5550188|example\.com/);
  expect(await refused('POST', pathOf(callId), viewer.headers, { text: 'A note.' })).toEqual({
    status: 403,
    code: 'PERMISSION_MISSING',
  });
});

test('a foreign call, and one that is not there, are none', async () => {
  const other = await world.besides();
  const foreign = await other.newCall();
  for (const callId of [foreign, newId('call')]) {
    for (const method of ['GET', 'POST']) {
      const body = method === 'POST' ? { text: 'A note.' } : undefined;
      expect(await refused(method, pathOf(callId), world.headers, body)).toEqual({
        status: 404,
        code: 'CALL_NOT_FOUND',
      });
    }
  }
  expect(await stored.countDocuments({ callId: foreign })).toBe(0);
});

test('they are exported with their call, and go with it when it is erased', async () => {
  const number = '+14155550166';
  const callId = await world.newCall(number);
  await written(callId, 'Prefers the afternoon.');
  const response = await house.fetch('/v1/exports', {
    method: 'POST',
    headers: { ...world.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ number }),
  });
  expect(await response.text()).toContain('Prefers the afternoon.');
  await world.ask('POST', '/v1/erasures', { number });
  const left = async () => {
    await app.privacy.sweeps.erasures(new AbortController().signal);
    return stored.countDocuments({ callId });
  };
  await expect.poll(left).toBe(0);
});
