/** The database or Redis goes away while calls come in: nothing that was acknowledged is lost, and the feed has no hole. */
import { createHmac, randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { CallPage } from '../../src/contract/call-queries.ts';
import type { FeedCursor } from '../../src/contract/calls.ts';
import type { Connection } from '../../src/contract/connections.ts';
import type { FeedEvent } from '../../src/contract/feed.ts';
import { eventTypes, socketNameOf } from '../../src/core/events.ts';
import { type TestApp, testApp } from '../helpers/app.ts';
import { newBlandConnection, newSecret } from '../helpers/connections.ts';
import { uniqueName } from '../helpers/mongo.ts';
import { databaseBehindProxy } from '../helpers/proxy.ts';
import { redisProxy } from '../helpers/redis-proxy.ts';
import { newWorld } from '../helpers/world.ts';

const until = onTestFinished;

async function atBland(house: TestApp) {
  const world = await newWorld(house);
  const webhookSecret = newSecret();
  const { hooks } = await world.ask<Connection>(
    'POST',
    '/v1/connections',
    newBlandConnection({ webhookSecret }),
  );
  return {
    world,
    async tells(callId: string, message: string) {
      const body = JSON.stringify({ message, call_id: callId, category: 'call', log_level: 'info' });
      const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
      const answer = await house.fetch(new URL(hooks.webhook ?? '').pathname, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-webhook-signature': signature },
        body,
      });
      return { status: answer.status, text: await answer.text() };
    },
  };
}

test('without the database nothing is acknowledged, and what is sent again when it is back is there once', {
  timeout: 60_000,
}, async () => {
  const { uri, proxy } = await databaseBehindProxy(inject('mongoUri').replace(/\/?$/, `/${uniqueName()}`));
  const house = await testApp({ env: { MONGODB_URI: uri, CALLS_RECEIPT_PATIENCE_MS: '250' }, until });
  const { world, tells } = await atBland(house);
  const callId = randomUUID();
  expect(await tells(callId, 'before')).toMatchObject({ status: 200 });
  proxy.freeze();
  const refused = await Promise.all(['one', 'two', 'three'].map((message) => tells(callId, message)));
  for (const { status, text } of refused) {
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      code: 'UNAVAILABLE',
      error: expect.stringContaining('Send it again'),
    });
  }
  proxy.thaw();
  for (const message of ['one', 'two', 'three']) {
    const acknowledged = async () => (await tells(callId, message)).status;
    await expect.poll(acknowledged, { timeout: 30_000 }).toBe(200);
  }
  const undone = async () => {
    await house.app.calls.intake.idle();
    await house.app.calls.intake.sweep();
    return house.app.database.collection('receipts').countDocuments({ state: { $ne: 'done' } });
  };
  await expect.poll(undone, { timeout: 30_000 }).toBe(0);
  const notes = await house.app.database.collection('facts').find({ kind: 'note' }).toArray();
  expect(notes.map(({ content }) => content.message).sort()).toEqual(['before', 'one', 'three', 'two']);
  const { items } = await world.ask<CallPage>('GET', `/v1/calls?providerCallId=${callId}`);
  expect(items).toHaveLength(1);
  house.takeErrors();
});

test('without Redis calls come in all the same, and whoever listens hears every event', {
  timeout: 60_000,
}, async () => {
  const redis = await redisProxy(inject('redisUrl'));
  onTestFinished(redis.close);
  const house = await testApp({ env: { REDIS_URL: redis.url }, until });
  const { world, tells } = await atBland(house);
  const { secret: apiKey } = await world.ask<{ secret: string }>('POST', '/v1/keys', {
    name: 'Listens',
    scopes: ['calls:read'],
  });
  const socket = io(house.url, { transports: ['websocket'], auth: { apiKey }, reconnection: false });
  onTestFinished(() => void socket.close());
  const heard: number[] = [];
  for (const type of Object.keys(eventTypes) as (keyof typeof eventTypes)[])
    socket.on(socketNameOf(type), ({ seq }: FeedEvent) => void heard.push(seq));
  const { seq } = await new Promise<FeedCursor>((resolve) => socket.once('feed:joined', resolve));
  const callId = randomUUID();
  const say = async (message: string) => expect((await tells(callId, message)).status).toBe(200);

  await say('while it is there');
  await redis.goAway();
  for (const number of [1, 2, 3]) await say(`while it is away ${number}`);
  const told = () =>
    house.app.database.collection('events').countDocuments({ tenantId: world.tenantId, type: 'call.note' });
  await expect.poll(told).toBe(4);
  await redis.comeBack();
  await say('when it is back');
  await expect.poll(told).toBe(5);
  const newest = await house.app.database.collection('events').countDocuments({ tenantId: world.tenantId });
  await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(newest - seq);
  expect(heard).toEqual(Array.from({ length: newest - seq }, (_, index) => seq + index + 1));
  house.takeErrors();
});
