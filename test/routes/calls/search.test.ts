/** Calls are found by what was said in them, by whoever may read that, and by nobody else. */
import { describe, expect, test } from 'vitest';
import type { CallPage } from '../../../src/contract/call-queries.ts';
import { fact } from '../../../src/core/calls/fact.ts';
import type { Fact } from '../../../src/core/calls/facts.ts';
import { homeIdOf } from '../../../src/core/calls/ids.ts';
import type { Permission } from '../../../src/core/permissions.ts';
import { testApp } from '../../helpers/app.ts';
import { newConnection } from '../../helpers/connections.ts';
import { newWorld, type World } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { intake, writeWords } = house.app.calls;

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const told = 'provider';
const started = (second = 0) =>
  fact('started', told, { direction: 'inbound', from: '+14155550142', to: '+14155550100' }, at(second));
const ended = fact('ended', told, { as: 'completed' }, at(50));
const line = (text: string, second = 5) => fact('line', told, { who: 'caller', text }, at(second));

async function connected(of: World) {
  const { id } = await of.ask<{ id: string }>('POST', '/v1/connections', newConnection());
  const connection = await house.app.connections.byId(id);
  if (connection === undefined) throw new Error('no connection');
  return async (providerCallId: string, facts: readonly Fact[]) => {
    await intake.tell(connection, '@reconciliation', [{ providerCallId, facts }]);
    await intake.idle();
    return homeIdOf(connection.id, providerCallId);
  };
}

const found = async (of: World, q: string, more = '') =>
  (await of.ask<CallPage>('GET', `/v1/calls?q=${encodeURIComponent(q)}${more}`)).items.map(({ id }) => id);

describe('a call is found', () => {
  test('by each of its words and by several, without regard to case, accents and order', async () => {
    const mine = await world.besides();
    const tell = await connected(mine);
    const one = await tell('CA1', [started(), line('Ein Café in München, bitte!'), line('Gerne.', 6), ended]);
    const other = await tell('CA2', [started(1), line('A table, please.'), ended]);
    await writeWords();
    for (const q of ['cafe', 'CAFÉ', 'munchen', 'gerne', 'bitte cafe', 'gerne, Munchen'])
      expect(await found(mine, q), q).toEqual([one]);
    expect(await found(mine, 'table')).toEqual([other]);
    for (const q of ['caf', 'cafe table', 'nothing']) expect(await found(mine, q), q).toEqual([]);
  });

  test('in scripts that put nothing between words', async () => {
    const mine = await world.besides();
    const tell = await connected(mine);
    const id = await tell('CA1', [started(), line('予約を変更したいです。'), ended]);
    await writeWords();
    expect(await found(mine, '予約')).toEqual([id]);
    expect(await found(mine, '変更')).toEqual([id]);
  });

  test('in pages, in both orders, and beside other filters', async () => {
    const mine = await world.besides();
    const tell = await connected(mine);
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1)
      ids.push(await tell(`CA${index}`, [started(index), line('hello'), ended]));
    await writeWords();
    for (const [sort, expected] of [
      ['newest', ids.toReversed()],
      ['oldest', ids],
    ] as const) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page: CallPage = await mine.ask('GET', `/v1/calls?q=hello&limit=2&sort=${sort}${more}`);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
    expect(await found(mine, 'hello', `&since=${at(3).toISOString()}`)).toEqual(ids.slice(3).toReversed());
    expect(await found(mine, 'hello', '&status=busy')).toEqual([]);
  });

  test('also by what was told of it after it had been looked through, and while it was', async () => {
    const mine = await world.besides();
    const tell = await connected(mine);
    const id = await tell('CA1', [started(), line('first', 5), ended]);
    await writeWords();
    // Before the last line, so that nothing of the call itself changes.
    await tell('CA1', [line('second', 4)]);
    await writeWords();
    expect(await found(mine, 'second first')).toEqual([id]);
  });

  test('not while it goes on', async () => {
    const mine = await world.besides();
    const tell = await connected(mine);
    const id = await tell('CA1', [started(), line('hello')]);
    expect(await writeWords()).toBe(0);
    expect(await found(mine, 'hello')).toEqual([]);
    await tell('CA1', [ended]);
    await writeWords();
    expect(await found(mine, 'hello')).toEqual([id]);
  });
});

test('what came while a call was looked through has it looked through again', async () => {
  const mine = await world.besides();
  const tell = await connected(mine);
  const id = await tell('CA1', [started(), line('first', 5), ended]);
  const calls = house.app.database.collection<{ _id: string }>('calls');
  const due = async () =>
    (await calls.findOne({ _id: id }, { projection: { textDue: 1 } })) as { textDue?: string };
  const { textDue: before } = await due();
  await tell('CA1', [line('second', 4)]);
  const { textDue: after } = await due();
  // What was read under the first mark must not be written over the second.
  expect(after).toBeDefined();
  expect(after).not.toBe(before);
  await writeWords();
  expect(await due()).not.toHaveProperty('textDue');
});

test('another tenant finds nothing of it', async () => {
  const mine = await world.besides();
  const tell = await connected(mine);
  await tell('CA1', [started(), line('aardvark'), ended]);
  await writeWords();
  expect(await found(await world.besides(), 'aardvark')).toEqual([]);
});

test('what was erased is not found, and its words are nowhere', async () => {
  const mine = await world.besides();
  const tell = await connected(mine);
  await tell('CA1', [started(), line('quagga'), ended]);
  await writeWords();
  await mine.ask('POST', '/v1/erasures', { number: '+14155550142' });
  await house.app.privacy.sweeps.erasures(new AbortController().signal);
  expect(await found(mine, 'quagga')).toEqual([]);
  const stored = await house.app.database.collection('calls').find({ words: 'quagga' }).toArray();
  expect(stored).toEqual([]);
});

describe('nobody finds by what they do not see', () => {
  const searches: [string, Permission][] = [
    ['q=hello', 'transcripts:read'],
    ['from=%2B14155550142', 'numbers:full'],
    ['to=%2B14155550100', 'numbers:full'],
  ];
  test.each(searches)('%s needs %s', async (query, permission) => {
    const status = async (path: string, scopes: Permission[]) => {
      const body = { name: 'A key', scopes: ['calls:read', ...scopes] };
      const { secret } = await world.ask<{ secret: string }>('POST', '/v1/keys', body);
      return (await house.fetch(`${path}?${query}`, { headers: { 'x-api-key': secret } })).status;
    };
    for (const path of ['/v1/calls', '/v1/calls/export', '/v1/calls/stats']) {
      expect(await status(path, []), path).toBe(403);
      expect(await status(path, [permission]), path).toBe(200);
    }
  });
});

test('what has no word in it is refused', async () => {
  const answer = await house.fetch('/v1/calls?q=%3F%21', { headers: { ...world.headers } });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ details: [{ path: 'query.q' }] });
});
