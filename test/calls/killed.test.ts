/**
 * A server is killed at any moment while Bland sends: what was acknowledged is in the log exactly once, and so is what
 * was sent again because it was not.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Connection } from '../../src/contract/connections.ts';
import { processEnvironment, testApp } from '../helpers/app.ts';
import { startChild } from '../helpers/child.ts';
import { newBlandConnection, newSecret } from '../helpers/connections.ts';
import { freePort } from '../helpers/free-port.ts';
import { newWorld } from '../helpers/world.ts';

/** 5 are a sample; SERVER_KILLS=500 is the proof. */
const KILLS = Number(process.env.SERVER_KILLS ?? 5);
const SENDERS = 8;

const house = await testApp();
const world = await newWorld(house);
const { app } = house;
const { MONGODB_URI, REDIS_URL, REDIS_PREFIX } = app.config;

/** On the same data as the house, which only looks. */
async function startServer(port: number) {
  const env = { ...processEnvironment(), MONGODB_URI, REDIS_URL: REDIS_URL ?? '', REDIS_PREFIX };
  const limits = { RATE_LIMIT_CONNECTION_REQUESTS: '1000000000' };
  const child = startChild(new URL('../../src/server.ts', import.meta.url), {
    env: { ...env, ...limits, PORT: String(port) },
    cwd: tmpdir(),
  });
  await child.says('server is listening at ');
  return child;
}

test(`nothing that was acknowledged is lost or doubled by ${KILLS} kills`, {
  timeout: 60_000 + KILLS * 15_000,
}, async () => {
  const webhookSecret = newSecret();
  const { hooks } = await world.ask<Connection>(
    'POST',
    '/v1/connections',
    newBlandConnection({ webhookSecret }),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${new URL(hooks.webhook ?? '').pathname}`;
  /** By what was said, how often it was acknowledged. */
  const acknowledged = new Map<string, number>();
  const callIds = Array.from({ length: SENDERS }, () => randomUUID());
  let over = false;

  async function post(body: string): Promise<boolean> {
    const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-webhook-signature': signature },
        body,
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Like a provider it sends again what was not acknowledged, and now and then what was. */
  async function sender(callId: string): Promise<void> {
    for (let number = 0; !over; number += 1) {
      const message = `${callId} says ${number}`;
      const body = JSON.stringify({ message, call_id: callId, category: 'call', log_level: 'info' });
      while (!(await post(body))) await sleep(20);
      acknowledged.set(message, 1);
      if (number % 7 === 0 && (await post(body))) acknowledged.set(message, 2);
    }
  }

  let server = await startServer(port);
  const sending = Promise.all(callIds.map(sender));
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await sleep(100 + Math.random() * 600);
    server.kill('SIGKILL');
    await server.ended;
    server = await startServer(port);
  }
  await sleep(200);
  over = true;
  await sending;
  server.kill('SIGTERM');
  await server.ended;

  // As the worker does it.
  const receipts = app.database.collection('receipts');
  const left = async () => {
    await app.calls.intake.sweep();
    return receipts.countDocuments({ state: 'new' });
  };
  await expect.poll(left, { timeout: 60_000 }).toBe(0);

  expect(acknowledged.size).toBeGreaterThan(KILLS);
  expect(await receipts.countDocuments({ state: { $ne: 'done' } })).toBe(0);
  expect(await receipts.countDocuments({})).toBe(acknowledged.size);
  const { tenantId } = world;
  const told = await app.database.collection('facts').find({ tenantId, kind: 'note' }).toArray();
  const messages = told.map(({ content }) => content.message);
  expect(messages.toSorted()).toEqual([...acknowledged.keys()].sort());
  const calls = await app.database.collection('calls').find({ tenantId }).toArray();
  expect(calls.map(({ providerCallId }) => providerCallId).sort()).toEqual([...callIds].sort());
  const log = await app.database.collection('events').find({ tenantId }).sort({ seq: 1 }).toArray();
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  const notes = log.filter(({ type }) => type === 'call.note').map(({ factKey }) => factKey);
  expect(notes.toSorted()).toEqual(told.map(({ key }) => key).sort());
});
