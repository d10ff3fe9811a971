/** The live feed: each tenant's events, all of them, in order, to those alone who may see them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FeedCursor } from '../../../src/contract/calls.ts';
import type { Acknowledged, FeedEvent, Missed } from '../../../src/contract/feed.ts';
import { fact } from '../../../src/core/calls/fact.ts';
import type { Fact } from '../../../src/core/calls/facts.ts';
import { eventTypes, socketNameOf } from '../../../src/core/events.ts';
import { newId } from '../../../src/core/ids.ts';
import { testApp } from '../../helpers/app.ts';
import { newConnection } from '../../helpers/connections.ts';
import { newWorld, type World } from '../../helpers/world.ts';

const house = await testApp();
const world = await newWorld(house);

function listening(auth: Record<string, string>) {
  const socket = io(house.url, { transports: ['websocket'], auth, reconnection: false });
  onTestFinished(() => void socket.close());
  const events: FeedEvent[] = [];
  for (const type of Object.keys(eventTypes) as (keyof typeof eventTypes)[]) {
    socket.on(socketNameOf(type), (event: FeedEvent) => {
      expect(event.type).toBe(type);
      events.push(event);
    });
  }
  return { socket, events };
}

const once = <T>(socket: Socket, name: string) =>
  new Promise<T>((resolve, reject) => {
    socket.once(name, resolve);
    if (name !== 'connect_error') socket.once('connect_error', reject);
  });

async function newKey(of: World, scopes = ['calls:read', 'numbers:full']) {
  const made = await of.ask<{ key: { id: string }; secret: string }>('POST', '/v1/keys', {
    name: 'Listens',
    scopes,
  });
  return { id: made.key.id, apiKey: made.secret };
}

/** A call that goes on, of which facts are told one after the other. */
async function talking(of: World) {
  const { id } = await of.ask<{ id: string }>('POST', '/v1/connections', newConnection());
  const connection = await house.app.connections.byId(id);
  if (connection === undefined) throw new Error('the connection that was made is not there');
  const { intake } = house.app.calls;
  return {
    async tell(told: Fact) {
      await intake.tell(connection, '@reconciliation', [{ providerCallId: 'CA1', facts: [told] }]);
      await intake.idle();
    },
  };
}

const note = (message: string) => fact('note', 'provider', { category: 'call', level: 'info', message });
const line = (number: number, text: string) => fact('line', 'provider', { who: 'caller', text, number });

async function joined(of: World, scopes?: string[]) {
  const { apiKey, id } = await newKey(of, scopes);
  const heard = listening({ apiKey });
  const place = await once<FeedCursor>(heard.socket, 'feed:joined');
  return { ...heard, place, keyId: id };
}

const ask = <T>(socket: Socket, question: string, about: unknown) =>
  new Promise<Acknowledged<T>>((resolve) => socket.emit(question, about, resolve));

test('whoever shows a key hears what happens to the calls of its tenant, and of no other', async () => {
  const [mine, theirs] = [await world.besides(), await world.besides()];
  const { events, place } = await joined(mine);
  expect(place).toMatchObject({ tenantId: mine.tenantId, seq: 0 });
  await theirs.newCall();
  const id = await mine.newCall();
  await expect.poll(() => events.map(({ type }) => type)).toContain('call.disconnected');
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  for (const event of events) {
    expect(event).toMatchObject({ tenantId: mine.tenantId, callId: id, call: { id, from: '+14155550142' } });
  }
});

test('what was missed is had by the last number that was seen, in order and without a gap', async () => {
  const mine = await world.besides();
  await mine.newCall();
  const { socket, place } = await joined(mine);
  const sync = (cursor: FeedCursor) => ask<Missed[]>(socket, 'sync', [cursor]);
  const all = await sync({ ...place, seq: 0 });
  if (!all.ok || all.value[0] === undefined || !('events' in all.value[0]))
    throw new Error(JSON.stringify(all));
  const [{ events }] = all.value;
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: place.seq }, (_, index) => index + 1));
  const rest = await sync({ ...place, seq: 2 });
  expect(rest).toMatchObject({ ok: true, value: [{ cursor: { seq: place.seq } }] });
  expect(JSON.stringify(rest)).toContain('"seq":3');
  expect(JSON.stringify(rest)).not.toContain('"seq":2,');
  // Of another log, or from the future: begin anew.
  for (const lost of [
    { ...place, epoch: 'another' },
    { ...place, seq: place.seq + 1 },
  ]) {
    expect(await sync(lost)).toMatchObject({ ok: true, value: [{ snapshot: true, cursor: place }] });
  }
});

test('more than fits into one message begins anew with a snapshot', async () => {
  const mine = await world.besides();
  const { tell } = await talking(mine);
  for (let n = 0; n < 60; n += 1) await tell(note('word '.repeat(20_000) + n));
  const { socket, place } = await joined(mine, ['calls:read', 'numbers:full', 'transcripts:read']);
  const sync = (seq: number) => ask<Missed[]>(socket, 'sync', [{ ...place, seq }]);
  expect(await sync(0)).toEqual({
    ok: true,
    value: [{ tenantId: mine.tenantId, snapshot: true, cursor: place }],
  });
  expect(await sync(place.seq - 5)).toMatchObject({ ok: true, value: [{ events: expect.anything() }] });
});

test('one sync asks once for each tenant', async () => {
  const { socket, place } = await joined(await world.besides());
  expect(await ask(socket, 'sync', [place, place])).toMatchObject({
    ok: false,
    code: 'VALIDATION_FAILED',
    error: expect.stringContaining('one cursor of each tenant'),
  });
});

test('questions are answered in their order, so that the last one is what holds', async () => {
  const mine = await world.besides();
  const [, token = ''] = String(mine.headers.authorization).split(' ');
  const { socket, events } = listening({ token });
  await once(socket, 'connect');
  const { tenantId } = mine;
  for (let pair = 0; pair < 20; pair += 1) {
    const answers = await Promise.all([
      ask(socket, 'subscribe:tenant', { tenantId }),
      ask(socket, 'unsubscribe:tenant', { tenantId }),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
  }
  await mine.newCall();
  await sleep(300);
  expect(events).toEqual([]);
});

test('what was said is heard by those alone who may read transcripts', async () => {
  const mine = await world.besides();
  const { tell } = await talking(mine);
  const [reads, looks] = [
    await joined(mine, ['calls:read', 'numbers:full', 'transcripts:read']),
    await joined(mine, ['calls:read', 'numbers:full']),
  ];
  await tell(line(1, 'My secret word is abracadabra.'));
  await tell(fact('summary', 'provider', { text: 'The word is abracadabra.' }));
  const isThere = ({ events }: typeof reads) => events.at(-1)?.call?.rev === 2;
  await expect.poll(() => isThere(reads) && isThere(looks)).toBe(true);
  expect(JSON.stringify(reads.events)).toContain('abracadabra');
  expect(JSON.stringify(looks.events)).not.toContain('abracadabra');
  expect(looks.events.at(-1)?.call).toMatchObject({ summary: null, lastLine: null });
});

describe('another tenant', () => {
  test('cannot be subscribed to, nor synced, and looks like none', async () => {
    const [mine, theirs] = [await world.besides(), await world.besides()];
    const { socket, place } = await joined(mine);
    for (const question of ['subscribe:tenant', 'sync'] as const) {
      const about = (tenantId: string) =>
        question === 'sync' ? [{ ...place, tenantId, seq: 0 }] : { tenantId };
      const foreign = await ask(socket, question, about(theirs.tenantId));
      expect(foreign).toEqual(await ask(socket, question, about(newId('ten'))));
      expect(foreign).toMatchObject({ ok: false, code: 'TENANT_NOT_FOUND' });
      // In words of somebody who can send no headers here.
      expect(foreign).toMatchObject({ error: expect.stringContaining(`one tenant, ${mine.tenantId}`) });
      expect(JSON.stringify(foreign)).not.toMatch(/header|X-Tenant-Id/i);
    }
  });

  test('is heard by an administrator who follows it, until they follow it no more', async () => {
    const mine = await world.besides();
    const [, token = ''] = String(mine.headers.authorization).split(' ');
    const { socket, events } = listening({ token });
    await once(socket, 'connect');
    expect(await ask(socket, 'subscribe:tenant', { tenantId: mine.tenantId })).toMatchObject({ ok: true });
    await mine.newCall();
    await expect.poll(() => events.length).toBeGreaterThan(3);
    await ask(socket, 'unsubscribe:tenant', { tenantId: mine.tenantId });
    const before = events.length;
    await mine.newCall();
    await sleep(300);
    expect(events).toHaveLength(before);
  });
});

test('a viewer hears the same with numbers masked', async () => {
  const mine = await world.besides();
  const { headers } = await mine.signIn(await mine.newPerson('viewer'));
  const { socket, events } = listening({ token: String(headers.authorization).split(' ')[1] ?? '' });
  await once(socket, 'feed:joined');
  await mine.newCall('+14155550199');
  await expect.poll(() => events.map(({ type }) => type)).toContain('call.disconnected');
  expect(JSON.stringify(events)).not.toContain('5550199');
  expect(events[0]?.call).toMatchObject({ from: '+1 ••• ••• 0199' });
});

describe('who may not listen', () => {
  test.each([
    ['shows nothing', {}, 'CREDENTIALS_MISSING'],
    ['shows a key that is none', { apiKey: 'tl_live_nothing' }, 'KEY_MALFORMED'],
  ])('%s: and hears why', async (_who, auth, code) => {
    const { socket } = listening(auth as Record<string, string>);
    const error = await once<Error & { data?: { code: string } }>(socket, 'connect_error');
    expect(error.data?.code).toBe(code);
  });

  test('has a key without the scope', async () => {
    const { apiKey } = await newKey(world, ['tenant:read']);
    const { socket } = listening({ apiKey });
    const error = await once<Error & { data?: { code: string } }>(socket, 'connect_error');
    expect(error.data?.code).toBe('SCOPE_MISSING');
  });

  test('had a key that is revoked: the connection ends by itself', async () => {
    const mine = await world.besides();
    const { socket, keyId } = await joined(mine);
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    await mine.ask('POST', `/v1/keys/${keyId}/revoke`);
    await gone;
  });
});

test.each([
  ['subscribe:tenant', 'everything', /^subscribe:tenant: expected \{ "tenantId": "ten_…" \}$/],
  ['subscribe:tenant', { tenantId: 7 }, /^subscribe:tenant\.tenantId: expected the id of a tenant$/],
  ['sync', undefined, /^sync: expected a list of the cursors .* \[\{ "tenantId"/],
  ['sync', [], /^sync: expected at least one cursor$/],
  ['sync', ['x'], /^sync\.0: expected a cursor/],
  ['sync', [{ tenantId: 'x', epoch: 'y', seq: -1 }], /^sync\.0\.seq: \S/],
  ['renew', {}, /^renew\.token: expected the next access token$/],
])('a question that makes no sense is answered with what is wrong: %s %j', async (question, about, what) => {
  const { socket } = await joined(await world.besides());
  expect(await ask(socket, question, about)).toMatchObject({
    ok: false,
    code: 'VALIDATION_FAILED',
    error: expect.stringMatching(what),
  });
});

test('whoever guesses keys, here or over HTTP, is turned away for a while; nobody else is', async () => {
  const env = { RATE_LIMIT_FAILURES: '3', TRUSTED_PROXIES: '127.0.0.1' };
  const { url, fetch } = await testApp({ env, until: onTestFinished });
  const wrong = 'tl_live_wrong';
  const refusal = (ip: string) => {
    const extraHeaders = { 'x-forwarded-for': ip };
    const socket = io(url, {
      transports: ['websocket'],
      auth: { apiKey: wrong },
      extraHeaders,
      reconnection: false,
      forceNew: true,
    });
    onTestFinished(() => void socket.close());
    return once<Error & { data: unknown }>(socket, 'connect_error').then(({ data }) => data);
  };
  const [guesser, other] = ['203.0.113.7', '203.0.113.8'];
  await fetch('/v1/calls', { headers: { 'x-api-key': wrong, 'x-forwarded-for': guesser } });
  expect(await refusal(guesser)).toEqual({ code: 'KEY_MALFORMED' });
  expect(await refusal(guesser)).toEqual({ code: 'KEY_MALFORMED' });
  expect(await refusal(guesser)).toEqual({ code: 'RATE_LIMITED', retryAfterSec: expect.any(Number) });
  expect(await refusal(other)).toEqual({ code: 'KEY_MALFORMED' });
});
