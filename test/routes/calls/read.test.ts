/** Calls over REST: what their tenant reads of them, and what others do. */
import { describe, expect, test } from 'vitest';
import type { CallPage } from '../../../src/contract/call-queries.ts';
import type { Call, CallEventPage, LiveCalls, Timeline, Transcript } from '../../../src/contract/calls.ts';
import { fact } from '../../../src/core/calls/fact.ts';
import type { Fact } from '../../../src/core/calls/facts.ts';
import { homeIdOf } from '../../../src/core/calls/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { newConnection } from '../../helpers/connections.ts';
import { newWorld } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);
const { intake } = house.app.calls;

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const told = 'provider';

async function connected(of = world) {
  const { id } = await of.ask<{ id: string }>('POST', '/v1/connections', newConnection());
  const connection = await house.app.connections.byId(id);
  if (connection === undefined) throw new Error('no connection');
  return {
    connection,
    async tell(providerCallId: string, facts: readonly Fact[]) {
      await intake.tell(connection, '@reconciliation', [{ providerCallId, facts }]);
      await intake.idle();
      return homeIdOf(connection.id, providerCallId);
    },
  };
}

const started = (second: number, from = '+14155550142') =>
  fact('started', told, { direction: 'inbound', from, to: '+14155550100' }, at(second));
const ended = (second: number) => fact('ended', told, { as: 'completed' }, at(second));

describe('a list', () => {
  test('has every call once, the newest first, in pages of any size, also where some began at the same moment', async () => {
    const mine = await world.besides();
    const { tell } = await connected(mine);
    const made: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      made.push(await tell(`CA${index}`, [started(Math.floor(index / 4)), ended(30)]));
    }
    for (const limit of [1, 5, 100]) {
      const seen: Call[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page: CallPage = await mine.ask('GET', `/v1/calls?limit=${limit}${more}`);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items);
        cursor = page.nextCursor;
      }
      expect(seen.map(({ id }) => id).sort()).toEqual([...made].sort());
      const times = seen.map(({ startedAt }) => startedAt);
      expect(times).toEqual(times.toSorted().reverse());
    }
  });

  test('is filtered by each of what may be asked', async () => {
    const mine = await world.besides();
    const { tell } = await connected(mine);
    const one = await tell('CA1', [
      started(0, '+14155550177'),
      fact('answered', told, {}, at(1)),
      fact('duration', told, { seconds: 20, measure: 'billed' }),
      fact('disposition', told, { tag: 'BOOKED' }),
      ended(21),
    ]);
    const other = await tell('CA2', [started(40), fact('ended', told, { as: 'busy' }, at(41))]);
    const found = async (query: string) =>
      (await mine.ask<CallPage>('GET', `/v1/calls?${query}`)).items.map(({ id }) => id);
    const number = encodeURIComponent('+14155550177');
    for (const query of [
      'status=completed',
      `from=${number}`,
      'providerCallId=CA1',
      'disposition=BOOKED',
      `until=${at(30).toISOString()}`,
      'minSec=10',
      'minSec=10&maxSec=20',
    ]) {
      expect(await found(query), query).toEqual([one]);
    }
    for (const query of ['status=busy', `since=${at(30).toISOString()}`]) {
      expect(await found(query), query).toEqual([other]);
    }
    for (const query of [
      'status=completed,busy',
      'status=busy&status=completed',
      'status=busy,completed,busy',
    ]) {
      expect(await found(query), query).toEqual([other, one]);
    }
    expect(await found('status=failed,busy,lost')).toEqual([other]);
    expect(await found('status=failed,lost')).toEqual([]);
    expect(await found('status=completed,busy&recorded=true')).toEqual([]);
    expect(await found('status=completed,busy&minSec=10')).toEqual([one]);
    expect(await found('direction=inbound&provider=twilio&simulated=false&recorded=false')).toHaveLength(2);
    expect(await found('direction=outbound')).toEqual([]);
    expect(await found('recorded=true')).toEqual([]);
  });

  test.each([
    'status=lost%20and%20found',
    'status=',
    'status=busy,found',
    'limit=0',
    'limit=',
    'minSec=-1',
    'minSec=',
    'minSec=1e2',
    'minSec=%2010',
    'maxSec=0x10',
    'maxSec=1.5',
    'minSec=20&maxSec=10',
    'since=yesterday',
    'cursor=nonsense',
  ])('says what is wrong with ?%s', async (query) => {
    const answer = await house.fetch(`/v1/calls?${query}`, { headers: { ...world.headers } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      details: [expect.objectContaining({ path: expect.any(String) })],
    });
  });
});

test('what goes on is live until it has ended, with the place from which on the feed goes on', async () => {
  const mine = await world.besides();
  const { tell } = await connected(mine);
  const before = await mine.ask<LiveCalls>('GET', '/v1/calls/live');
  expect(before).toMatchObject({ items: [], cursor: { tenantId: mine.tenantId, seq: 0 } });
  const id = await tell('CA1', [started(0)]);
  const during = await mine.ask<LiveCalls>('GET', '/v1/calls/live');
  expect(during.items.map((call) => call.id)).toEqual([id]);
  expect(during.cursor.seq).toBeGreaterThan(0);
  await tell('CA1', [ended(9)]);
  const after = await mine.ask<LiveCalls>('GET', '/v1/calls/live');
  expect(after.items).toEqual([]);
  expect(after.cursor.seq).toBeGreaterThan(during.cursor.seq);
});

test('what was said is told once, however many have told it', async () => {
  const { tell } = await connected();
  const line = (source: 'provider' | 'reconciliation', text: string, second: number, number?: number) =>
    fact('line', source, { who: 'caller', text, ...(number !== undefined && { number }) }, at(second));
  const said = async (id: string) =>
    (await world.ask<Transcript>('GET', `/v1/calls/${id}/transcript`)).lines.map(({ text }) => text);
  const id = await tell('CA1', [started(0), line('provider', 'Hello', 1), line('provider', 'Bye', 2)]);
  expect(await said(id)).toEqual(['Hello', 'Bye']);
  await tell('CA1', [line('reconciliation', 'Hello.', 1, 1), line('reconciliation', 'Bye.', 2, 2), ended(3)]);
  expect(await said(id)).toEqual(['Hello.', 'Bye.']);
  await tell('CA1', [line('provider', 'Hello!', 2, 1), line('provider', 'Bye!', 1, 2)]);
  expect(await said(id)).toEqual(['Hello!', 'Bye!']);
});

test('everything that happened to a call is in one list: what came, what it told, and what was told of it', async () => {
  const id = await world.newCall();
  const { items, nextCursor } = await world.ask<Timeline>('GET', `/v1/calls/${id}/timeline`);
  expect(nextCursor).toBe(null);
  expect(items.filter(({ what }) => what === 'receipt')).toMatchObject([
    { route: '@reconciliation', state: 'done', facts: { told: 5, news: 5 } },
  ]);
  const kinds = items.flatMap((item) => (item.what === 'fact' ? [item.kind] : []));
  expect(kinds.sort()).toEqual(['answered', 'caller', 'ended', 'line', 'started']);
  const types = items.flatMap((item) => (item.what === 'event' ? [item.type] : []));
  expect(types).toEqual(['call.incoming', 'call.connected', 'call.disconnected', 'transcription.completed']);
});

test('a timeline and its events are whole in pages of any size', async () => {
  const { tell } = await connected();
  const id = await tell('CA-pages', [started(0), fact('answered', told, {}, at(1))]);
  for (let index = 0; index < 4; index += 1)
    await tell('CA-pages', [fact('line', told, { who: 'caller', text: `Line ${index}` }, at(2 + index))]);
  await tell('CA-pages', [ended(9)]);
  const events: CallEventPage = await world.ask('GET', `/v1/calls/${id}/events`);
  expect(events.items.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['call.incoming', 'call.connected', 'transcription.chunk', 'call.disconnected']),
  );
  const facts = (await world.ask<Timeline>('GET', `/v1/calls/${id}/timeline`)).items.flatMap((item) =>
    item.what === 'fact' ? [item.id] : [],
  );
  for (const { factId } of events.items) if (factId !== null) expect(facts).toContain(factId);
  for (const what of ['events', 'timeline']) {
    type Page = { items: { id: string }[]; nextCursor: string | null };
    const whole = await world.ask<Page>('GET', `/v1/calls/${id}/${what}?limit=100`);
    for (const limit of [1, 2, 5]) {
      const seen: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page: Page = await world.ask<Page>('GET', `/v1/calls/${id}/${what}?limit=${limit}${more}`);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items);
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(whole.items);
    }
  }
});

test('who may not see numbers in full sees their ends, here and in what happened', async () => {
  const id = await world.newCall('+14155550188');
  const viewer = await world.signIn(await world.newPerson('viewer'));
  const call = await world.ask<Call>('GET', `/v1/calls/${id}`, undefined, viewer.headers);
  expect(call).toMatchObject({ from: '+1 ••• ••• 0188', callerName: 'A••• L•••', metadata: null });
  for (const path of ['', '/timeline']) {
    const answer = await house.fetch(`/v1/calls/${id}${path}`, { headers: { ...viewer.headers } });
    const text = await answer.text();
    expect(text).not.toContain('5550188');
    expect(text).not.toContain('Lovelace');
  }
  expect(await world.ask('GET', `/v1/calls/${id}`)).toMatchObject({
    from: '+14155550188',
    callerName: 'Ada Lovelace',
  });
});

test('who may not read transcripts sees nothing of what was said, wherever it stands', async () => {
  const mine = await world.besides();
  const { tell } = await connected(mine);
  const spoken = 'Call me at 415 555 0177, the word is abracadabra.';
  const id = await tell('CA9', [
    started(1),
    fact('line', told, { who: 'caller', text: spoken }, at(2)),
    fact('note', told, { category: 'call', level: 'info', message: spoken }, at(2)),
    fact('input', told, { step: 1, speech: spoken }),
    fact('summary', told, { text: spoken }),
    fact('findings', told, { of: 'sentiment', values: spoken }),
    fact('error', told, { message: 'failed dialing +14155550177' }),
    ended(60),
  ]);
  const { secret } = await mine.ask<{ secret: string }>('POST', '/v1/keys', {
    name: 'Counts',
    scopes: ['calls:read'],
  });
  const viewer = await mine.signIn(await mine.newPerson('viewer'));
  for (const path of [`/${id}`, `/${id}/timeline`, '', '/export?format=csv', '/export?format=ndjson']) {
    const read = async (headers: Record<string, string>) => {
      const answer = await house.fetch(`/v1/calls${path}`, { headers });
      expect(answer.status, path).toBe(200);
      return answer.text();
    };
    expect(await read({ ...mine.headers }), path).toContain('abracadabra');
    const counts = await read({ 'x-api-key': secret });
    expect(counts, path).not.toContain('abracadabra');
    expect(counts, path).not.toContain('5550177');
    // Whoever may read them does so without the numbers in them.
    const seen = await read({ ...viewer.headers });
    expect(seen, path).toContain('abracadabra');
    expect(seen, path).not.toMatch(/5550177|555 0177/);
  }
  const transcript = `/v1/calls/${id}/transcript`;
  expect(await mine.ask('GET', transcript, undefined, viewer.headers)).toMatchObject({
    lines: [{ text: 'Call me at [phone], the word is abracadabra.' }],
  });
});

test('a call that is spoken in is heard of, and began when it was first', async () => {
  const mine = await world.besides();
  const { connection, tell } = await connected(mine);
  const said = (second: number) =>
    fact('note', told, { category: 'call', level: 'info', message: `${second}` });
  const id = await tell('CA8', [said(1)]);
  const first = await mine.ask<Call>('GET', `/v1/calls/${id}`);
  await tell('CA8', [said(2)]);
  const second = await mine.ask<Call>('GET', `/v1/calls/${id}`);
  expect(second.lastAt > first.lastAt).toBe(true);
  // What we find out ourselves is no word of its provider.
  await intake.tell(connection, '@command', [
    { providerCallId: 'CA8', facts: [fact('noted', 'trunkline', { note: 'n', what: 'added', by: 'u' })] },
  ]);
  await intake.idle();
  expect((await mine.ask<Call>('GET', `/v1/calls/${id}`)).lastAt).toBe(second.lastAt);
  await tell('CA8', [fact('lost', 'trunkline', { reason: 'nobody knows it' })]);
  expect(await mine.ask<Call>('GET', `/v1/calls/${id}`)).toMatchObject({
    status: 'lost',
    startedAt: first.startedAt,
  });
});
